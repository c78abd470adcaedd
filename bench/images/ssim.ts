/** 8-bit luma of a picture, row by row. */
export interface Luma {
  readonly data: Float64Array;
  readonly width: number;
  readonly height: number;
}

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
/** Gauss with a standard deviation of 1.5 over eleven pixels, as in Wang et al. 2004. */
const KERNEL = normalised(Array.from({ length: 11 }, (_, at) => Math.exp(-((at - 5) ** 2) / (2 * 1.5 ** 2))));

/** Mean structural similarity of two pictures of the same size (Wang, Bovik, Sheikh, Simoncelli 2004), 1 when equal. */
export function ssim(a: Luma, b: Luma): number {
  const product = (x: Float64Array, y: Float64Array) => x.map((value, at) => value * (y[at] ?? 0));
  const blur = (data: Float64Array) => blurred({ ...a, data });
  const meanA = blur(a.data);
  const meanB = blur(b.data);
  const squareA = blur(product(a.data, a.data));
  const squareB = blur(product(b.data, b.data));
  const both = blur(product(a.data, b.data));
  let sum = 0;
  meanA.forEach((ma, at) => {
    const mb = meanB[at] ?? 0;
    const variances = (squareA[at] ?? 0) - ma * ma + ((squareB[at] ?? 0) - mb * mb);
    const covariance = (both[at] ?? 0) - ma * mb;
    sum += ((2 * ma * mb + C1) * (2 * covariance + C2)) / ((ma * ma + mb * mb + C1) * (variances + C2));
  });
  return sum / meanA.length;
}

/** Rec. 601 luma of RGB or RGBA bytes. */
export function lumaOf(bytes: Uint8Array, channels: number, width: number, height: number): Luma {
  const data = new Float64Array(width * height);
  for (let at = 0; at < data.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = bytes.subarray(at * channels, at * channels + 3);
    data[at] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return { data, width, height };
}

/** Only where the whole kernel lies within the picture. */
function blurred({ data, width, height }: Luma): Float64Array {
  const across = width - KERNEL.length + 1;
  const down = height - KERNEL.length + 1;
  const narrow = new Float64Array(across * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < across; x += 1) {
      narrow[y * across + x] = KERNEL.reduce(
        (sum, weight, at) => sum + weight * (data[y * width + x + at] ?? 0),
        0,
      );
    }
  }
  const out = new Float64Array(across * down);
  for (let at = 0; at < out.length; at += 1) {
    out[at] = KERNEL.reduce((sum, weight, tap) => sum + weight * (narrow[at + tap * across] ?? 0), 0);
  }
  return out;
}

function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

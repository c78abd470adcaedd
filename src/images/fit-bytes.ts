/** One encoding that was made. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 0 to 100, the encoder's own scale. */
  readonly quality: number;
}

interface ByteBudget {
  readonly maxBytes: number;
  readonly startQuality: number;
  /** `[quality, bytes relative to quality 90]`, falling. */
  readonly curve: readonly (readonly [number, number])[];
}

const MAX_ENCODES = 4;
const LOWEST_QUALITY = 30;
/** Aim a little below the limit; a result this full is good enough. */
const AIM = 0.97;
const FULL_ENOUGH = 0.9;

/**
 * How file size falls with quality, relative to quality 90: medians over twelve photographs at 400 × 400 and
 * 1500 × 500, with the encoders in `codecs/`.
 */
export const JPEG_CURVE = [
  [90, 1],
  [85, 0.77],
  [80, 0.654],
  [75, 0.556],
  [70, 0.492],
  [60, 0.409],
  [50, 0.351],
  [40, 0.3],
  [30, 0.243],
] as const;
export const WEBP_CURVE = [
  [90, 1],
  [85, 0.737],
  [80, 0.592],
  [75, 0.486],
  [70, 0.456],
  [60, 0.406],
  [50, 0.361],
  [40, 0.315],
  [30, 0.268],
] as const;

interface Measured {
  readonly quality: number;
  readonly size: number;
}

/**
 * The best encoding of at most `maxBytes`, in at most four attempts: nearly always the first fits; if not, the next
 * quality is predicted from what was measured. Null when even the lowest quality is too large.
 */
export function fitBytes(
  encode: (quality: number) => Uint8Array<ArrayBuffer>,
  budget: ByteBudget,
): Encoded | null {
  const { maxBytes, startQuality } = budget;
  let best: Encoded | null = null;
  let tooLarge: Measured | null = null;
  let quality = startQuality;
  for (let attempt = 1; attempt <= MAX_ENCODES; attempt += 1) {
    const bytes = encode(quality);
    if (bytes.length > maxBytes) tooLarge = { quality, size: bytes.length };
    else best = { bytes, quality };
    if (best !== null && (tooLarge === null || best.bytes.length >= FULL_ENOUGH * maxBytes)) return best;
    const lowest = best === null ? LOWEST_QUALITY : best.quality + 1;
    const highest = (tooLarge?.quality ?? startQuality) - 1;
    if (tooLarge === null || highest < lowest) return best;
    const fits = best === null ? null : { quality: best.quality, size: best.bytes.length };
    // A last attempt without any result must not miss.
    const certain = best === null && attempt === MAX_ENCODES - 1;
    const predicted = fits === null ? alongCurve(budget, tooLarge) : between(fits, tooLarge, AIM * maxBytes);
    quality = certain ? LOWEST_QUALITY : Math.min(Math.max(predicted, lowest), highest);
  }
  return best;
}

/** The quality whose size should be just below the limit, if the picture behaves as the curve does. */
function alongCurve({ curve, maxBytes }: ByteBudget, measured: Measured): number {
  const wanted = (relativeSize(curve, measured.quality) * AIM * maxBytes) / measured.size;
  for (let index = 1; index < curve.length; index += 1) {
    const [above, largerSize] = curve[index - 1] ?? [0, 0];
    const [below, smallerSize] = curve[index] ?? [0, 0];
    if (wanted >= smallerSize) {
      const fits = { quality: below, size: smallerSize };
      return between(fits, { quality: above, size: largerSize }, wanted);
    }
  }
  return LOWEST_QUALITY;
}

/** The quality for a size between two known ones; sizes grow by a factor with each step of quality. */
function between(low: Measured, high: Measured, size: number): number {
  const share = Math.log(size / low.size) / Math.log(high.size / low.size);
  return Math.floor(low.quality + share * (high.quality - low.quality));
}

function relativeSize(curve: ByteBudget["curve"], quality: number): number {
  for (let index = 1; index < curve.length; index += 1) {
    const [above, largerSize] = curve[index - 1] ?? [0, 0];
    const [below, smallerSize] = curve[index] ?? [0, 0];
    if (quality >= below) {
      const share = (quality - below) / (above - below);
      return Math.exp(Math.log(smallerSize) + share * Math.log(largerSize / smallerSize));
    }
  }
  return curve.at(-1)?.[1] ?? 1;
}

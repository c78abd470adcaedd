/** Decoding of a ThumbHash (evanw.github.io/thumbhash): a handful of cosines for brightness, two colours and alpha. */

interface HashPixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, not premultiplied. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The longer side, in pixels. */
const SIDE = 32;
const HEADER_BYTES = 5;

interface Channel {
  readonly nx: number;
  readonly ny: number;
  readonly dc: number;
  readonly ac: readonly number[];
}

/** Null when the text is no base64 of a whole hash. */
export function thumbHashPixels(base64: string): HashPixels | null {
  const hash = fromBase64(base64);
  if (hash === null || hash.length < HEADER_BYTES) return null;
  const byte = (at: number) => hash[at] ?? 0;
  const head = byte(0) | (byte(1) << 8) | (byte(2) << 16);
  const tail = byte(3) | (byte(4) << 8);
  const alpha = head >> 23 === 1;
  const lying = tail >> 15 === 1;
  const long = alpha ? 5 : 7;
  const short = Math.max(3, tail & 7);
  const [lx, ly] = lying ? [long, short] : [short, long];

  let nibble = 2 * (alpha ? HEADER_BYTES + 1 : HEADER_BYTES);
  const channel = (nx: number, ny: number, dc: number, scale: number): Channel => {
    const ac: number[] = [];
    for (const _ of waves(nx, ny)) {
      ac.push((((byte(nibble >> 1) >> (4 * (nibble & 1))) & 15) / 7.5 - 1) * scale);
      nibble += 1;
    }
    return { nx, ny, dc, ac };
  };
  const bright = channel(lx, ly, (head & 63) / 63, ((head >> 18) & 31) / 31);
  // Colours are stored a quarter weaker than they are.
  const yellow = channel(3, 3, ((head >> 6) & 63) / 31.5 - 1, (((tail >> 3) & 63) / 63) * 1.25);
  const red = channel(3, 3, ((head >> 12) & 63) / 31.5 - 1, (((tail >> 9) & 63) / 63) * 1.25);
  const opaque = alpha ? channel(5, 5, (byte(5) & 15) / 15, (byte(5) >> 4) / 15) : null;
  if (Math.ceil(nibble / 2) > hash.length) return null;

  const width = Math.round(lx > ly ? SIDE : (SIDE * lx) / ly);
  const height = Math.round(lx > ly ? (SIDE * ly) / lx : SIDE);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const value = (of: Channel) => valueAt(of, (x + 0.5) / width, (y + 0.5) / height);
      const [l, p, q] = [value(bright), value(yellow), value(red)];
      const b = l - (2 / 3) * p;
      const r = (3 * l - b + q) / 2;
      data.set([255 * r, 255 * (r - q), 255 * b, opaque === null ? 255 : 255 * value(opaque)], at);
    }
  }
  return { width, height, data };
}

/** The cosines a channel keeps, rows first; the constant one is kept apart. */
function* waves(nx: number, ny: number): Generator<readonly [cx: number, cy: number]> {
  for (let cy = 0; cy < ny; cy += 1) {
    for (let cx = cy === 0 ? 1 : 0; cx * ny < nx * (ny - cy); cx += 1) yield [cx, cy];
  }
}

function valueAt({ nx, ny, dc, ac }: Channel, x: number, y: number): number {
  let value = dc;
  let index = 0;
  for (const [cx, cy] of waves(nx, ny)) {
    value += 2 * (ac[index] ?? 0) * Math.cos(Math.PI * cx * x) * Math.cos(Math.PI * cy * y);
    index += 1;
  }
  return value;
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

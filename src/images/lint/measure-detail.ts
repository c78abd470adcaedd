import type { Pixels } from "../pixels.ts";

const BLOCK = 4;
/** Along the longer side: a sharp face before a blurred street is sharp. */
const TILES = 10;
/** A tile with less contrast than this between its 2 × 2 means, of 255, says nothing: sky, paper, noise. */
const LEAST_CONTRAST = 3;
/** The sharpest share of the tiles that say something. */
const SHARPEST = 0.2;
/** Fewer tiles are an accident: one line across a slope of colour. */
const LEAST_TILES = 3;

/**
 * How fine the finest detail is: energy of the differences within squares of 2 × 2 pixels over that within the 2 × 2 means of
 * squares of 4 × 4, in the sharpest fifth of the picture. A slope without detail gives 0.25, white noise 4. It does not change
 * with contrast, and is measured at the size a platform is given. Null: nowhere in the picture is enough contrast to tell.
 */
export function measureDetail({ data, channels, width, height }: Pixels): number | null {
  const side = Math.max(2 * BLOCK, Math.ceil(Math.max(width, height) / TILES / BLOCK) * BLOCK);
  const across = Math.ceil(width / side);
  const tiles = across * Math.ceil(height / side);
  const fine = new Float64Array(tiles);
  const coarse = new Float64Array(tiles);
  const pixels = new Float64Array(tiles);
  const light = new Float64Array(BLOCK * BLOCK);
  for (let y = 0; y + BLOCK <= height; y += BLOCK) {
    for (let x = 0; x + BLOCK <= width; x += BLOCK) {
      readLight(data, (y * width + x) * channels, channels, width, light);
      const tile = Math.floor(y / side) * across + Math.floor(x / side);
      let sum = 0;
      let means = 0;
      let within = 0;
      for (const corner of CORNERS) {
        const a = light[corner] as number;
        const b = light[corner + 1] as number;
        const c = light[corner + BLOCK] as number;
        const d = light[corner + BLOCK + 1] as number;
        const mean = (a + b + c + d) / 4;
        within += a * a + b * b + c * c + d * d - 4 * mean * mean;
        sum += mean;
        means += mean * mean;
      }
      fine[tile] = (fine[tile] as number) + within;
      coarse[tile] = (coarse[tile] as number) + 4 * (means - (sum * sum) / 4);
      pixels[tile] = (pixels[tile] as number) + BLOCK * BLOCK;
    }
  }
  const telling = [...fine.keys()]
    .filter((tile) => (coarse[tile] as number) > LEAST_CONTRAST ** 2 * (pixels[tile] as number))
    .map((tile) => (fine[tile] as number) / (coarse[tile] as number))
    .toSorted((a, b) => b - a);
  if (telling.length < LEAST_TILES) return null;
  const sharpest = telling.slice(0, Math.ceil(telling.length * SHARPEST));
  return sharpest.reduce((sum, value) => sum + value, 0) / sharpest.length;
}

/** Where the four squares of a block begin. */
const CORNERS = [0, 2, 8, 10] as const;

function readLight(
  data: Uint8Array,
  start: number,
  channels: number,
  width: number,
  out: Float64Array,
): void {
  for (let row = 0, to = 0; row < BLOCK; row += 1) {
    let at = start + row * width * channels;
    for (let column = 0; column < BLOCK; column += 1, to += 1, at += channels) {
      out[to] =
        0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
    }
  }
}

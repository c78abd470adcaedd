import type { Pixels } from "../pixels.ts";

/** The size of a profile picture beside a reply or in a list. */
export const SMALL_PX = 32;
/** Of 255; below it a picture is one colour, and there is nothing to lose. */
const LEAST_CONTRAST = 4;
/** Pixels looked at along a side: eight across each of the small ones. */
const SAMPLES = 8 * SMALL_PX;

/**
 * The share of a picture's contrast that is still there when it is reduced to 32 × 32 pixels and blown up again, 0..1: what
 * differs between its parts over what differs at all. Null for a picture of one colour.
 */
export function measureSmall({ data, channels, width, height }: Pixels): number | null {
  const sums = new Float64Array(SMALL_PX * SMALL_PX);
  const counts = new Float64Array(SMALL_PX * SMALL_PX);
  let sum = 0;
  let squares = 0;
  let pixels = 0;
  const every = Math.max(1, Math.floor(width / SAMPLES));
  for (let y = 0; y < height; y += every) {
    const line = Math.floor((y * SMALL_PX) / height) * SMALL_PX;
    for (let x = 0; x < width; x += every) {
      const at = (y * width + x) * channels;
      const opacity = channels === 4 ? (data[at + 3] as number) / 255 : 1;
      const light =
        (0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number)) *
          opacity +
        128 * (1 - opacity);
      const cell = line + Math.floor((x * SMALL_PX) / width);
      sums[cell] = (sums[cell] as number) + light;
      counts[cell] = (counts[cell] as number) + 1;
      sum += light;
      squares += light * light;
      pixels += 1;
    }
  }
  const all = squares - (sum * sum) / pixels;
  if (all < LEAST_CONTRAST ** 2 * pixels) return null;
  const between = sums.reduce((total, cell, at) => total + cell ** 2 / Math.max(1, counts[at] as number), 0);
  return Math.min(1, Math.max(0, (between - (sum * sum) / pixels) / all));
}

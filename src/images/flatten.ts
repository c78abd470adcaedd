import type { Pixels } from "./pixels.ts";

/** True when a pixel is really see-through; many files carry an alpha channel that says nothing. */
export function hasTransparency({ data, channels }: Pixels): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

/** The picture on white, as RGBA, painted as a browser would: blended in stored values, not in linear light. */
export function flattenOnWhite(pixels: Pixels): Pixels {
  const data = pixels.data.slice();
  for (let at = 0; at < data.length; at += 4) {
    const alpha = (data[at + 3] as number) / 255;
    for (let channel = at; channel < at + 3; channel += 1) {
      data[channel] = Math.round((data[channel] as number) * alpha + 255 * (1 - alpha));
    }
    data[at + 3] = 255;
  }
  return { ...pixels, data };
}

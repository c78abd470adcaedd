import type { Pixels } from "./pixels.ts";

/** An sRGB colour, 0..255 each. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export const WHITE: Rgb = { red: 255, green: 255, blue: 255 };

/** The colour that `#rrggbb` names. */
export function readColour(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return { red, green, blue };
}

/** True when a pixel is really see-through; many files carry an alpha channel that says nothing. */
export function hasTransparency({ data, channels }: Pixels): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

/** Lays the picture on a colour, in place, as a browser would: blended in stored values, not in linear light. RGBA only. */
export function flatten({ data }: Pixels, { red, green, blue }: Rgb): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = (data[at + 3] as number) / 255;
    data[at] = Math.round((data[at] as number) * alpha + red * (1 - alpha));
    data[at + 1] = Math.round((data[at + 1] as number) * alpha + green * (1 - alpha));
    data[at + 2] = Math.round((data[at + 2] as number) * alpha + blue * (1 - alpha));
    data[at + 3] = 255;
  }
}

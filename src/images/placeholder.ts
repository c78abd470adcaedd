import { rgbaToThumbHash } from "thumbhash";

import type { Pixels } from "./pixels.ts";

/** Longest side a ThumbHash is made of, in pixels: more would change nothing (its own limit). */
const MAX_SIDE = 100;

/**
 * What to show until a picture is there: base64 of its ThumbHash, some 25 bytes with shape, colours and transparency. Made of
 * squares of pixels, averaged. Deterministic.
 */
export function placeholderOf(pixels: Pixels): string {
  const { data, width, height } = reduce(pixels);
  return btoa(String.fromCharCode(...rgbaToThumbHash(width, height, data)));
}

/** RGBA with sides of at most 100. See-through pixels count for the colour by what is seen of them. */
function reduce({ data, channels, width, height }: Pixels): Pixels {
  let side = 1;
  while (Math.max(width, height) > side * MAX_SIDE) side *= 2;
  const small = { width: Math.ceil(width / side), height: Math.ceil(height / side) };
  const out = new Uint8Array(small.width * small.height * 4);
  for (let at = 0; at < out.length; at += 4) {
    const cell = at / 4;
    const left = (cell % small.width) * side;
    const top = Math.floor(cell / small.width) * side;
    const right = Math.min(left + side, width);
    const bottom = Math.min(top + side, height);
    let [red, green, blue, seen] = [0, 0, 0, 0];
    for (let y = top; y < bottom; y += 1) {
      for (
        let from = (y * width + left) * channels;
        from < (y * width + right) * channels;
        from += channels
      ) {
        const alpha = channels === 4 ? (data[from + 3] ?? 0) : 255;
        red += (data[from] ?? 0) * alpha;
        green += (data[from + 1] ?? 0) * alpha;
        blue += (data[from + 2] ?? 0) * alpha;
        seen += alpha;
      }
    }
    const mean = (sum: number) => (seen === 0 ? 0 : Math.round(sum / seen));
    const coverage = Math.round(seen / ((right - left) * (bottom - top)));
    out.set([mean(red), mean(green), mean(blue), coverage], at);
  }
  return { data: out, channels: 4, ...small };
}

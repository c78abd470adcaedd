import { describe, expect, it } from "vitest";

import { thumbHashPixels } from "./thumb-hash-pixels.ts";

/** A hash whose cosines all count nothing: brightness, yellow and red as stored, 6 bits each. */
function flat(
  l: number,
  p: number,
  q: number,
  options: { lying?: boolean; short?: number; alpha?: number } = {},
) {
  const { lying = false, short = 5, alpha } = options;
  const head = l | (p << 6) | (q << 12) | (alpha === undefined ? 0 : 1 << 23);
  const tail = short | (lying ? 1 << 15 : 0);
  const bytes = [head & 255, (head >> 8) & 255, head >> 16, tail & 255, tail >> 8];
  if (alpha !== undefined) bytes.push(alpha);
  return btoa(String.fromCharCode(...bytes, ...Array<number>(40).fill(0x77)));
}

const pixel = (hash: string, at = 0) => [...(thumbHashPixels(hash)?.data.slice(4 * at, 4 * at + 4) ?? [])];

describe("a blurred stand-in", () => {
  it("has the colour that is stored", () => {
    // 31.5 is the middle of six bits, so grey is a hair off.
    expect(pixel(flat(63, 31, 31))[3]).toBe(255);
    const [red = 0, green = 0, blue = 0] = pixel(flat(32, 31, 31), 200);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(12);
    expect(green).toBeGreaterThan(110);
    expect(green).toBeLessThan(145);
    const [reddish = 0, greenish = 0] = pixel(flat(32, 31, 63));
    expect(reddish).toBeGreaterThan(greenish + 100);
  });

  it("has the shape of the picture", () => {
    expect(thumbHashPixels(flat(9, 9, 9, { lying: true, short: 3 }))).toMatchObject({
      width: 32,
      height: 14,
    });
    expect(thumbHashPixels(flat(9, 9, 9, { short: 7 }))).toMatchObject({ width: 32, height: 32 });
    expect(thumbHashPixels(flat(9, 9, 9, { short: 4 }))).toMatchObject({ width: 18, height: 32 });
  });

  it("keeps transparency", () => {
    expect(pixel(flat(32, 31, 31, { alpha: 0 }))[3]).toBe(0);
    expect(pixel(flat(32, 31, 31, { alpha: 15 }))[3]).toBe(255);
  });

  it.each(["", "abc", "!!", btoa("abcdef")])("is nothing for %o", (text) => {
    expect(thumbHashPixels(text)).toBeNull();
  });
});

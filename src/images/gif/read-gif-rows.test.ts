import { describe, expect, it } from "vitest";

import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { readGifRows } from "./read-gif-rows.ts";
import { unpackLzw } from "./lzw.ts";

/** 4 × 4 canvas, a 3 × 2 frame at (1, 1): red, green, see-through / blue, red, green. Codes of three bits, as GIF89a has it. */
const SMALL = Uint8Array.from(
  [
    [...new TextEncoder().encode("GIF89a")],
    [4, 0, 4, 0, 0x91, 0, 0],
    [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9], // four colours
    [0x21, 0xf9, 4, 1, 0, 0, 3, 0], // colour 3 is see-through
    [0x2c, 1, 0, 1, 0, 3, 0, 2, 0, 0],
    [2, ...packed([4, 0, 1, 3, 2, 0, 1, 5]), 0],
    [0x3b],
  ].flat(),
);

/** Codes as one block, the first in the lowest bits; the dictionary grows past three bits after the fourth. */
function packed(codes: readonly number[]): number[] {
  const widths = [3, 3, 3, 3, 4, 4, 4, 4];
  let bits = "";
  codes.forEach((code, index) => {
    bits = code.toString(2).padStart(widths[index] ?? 4, "0") + bits;
  });
  const bytes: number[] = [];
  for (let end = bits.length; end > 0; end -= 8)
    bytes.push(Number.parseInt(bits.slice(Math.max(0, end - 8), end), 2));
  return [bytes.length, ...bytes];
}

function decode(file: Uint8Array, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  let rows = 0;
  readGifRows(file, { width, height }, () => (row, bytes) => {
    expect(row).toBe(rows);
    rows += 1;
    data.set(bytes, row * width * 4);
  });
  expect(rows).toBe(height);
  return data;
}

describe("readGifRows", () => {
  it("lays the frame on a see-through canvas", () => {
    const pixels = decode(SMALL, 4, 4);
    const alpha = [...pixels].filter((_, at) => at % 4 === 3);
    expect(alpha).toEqual([0, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255, 255, 0, 0, 0, 0]);
    expect([...pixels.subarray(20, 24)]).toEqual([255, 0, 0, 255]);
    expect([...pixels.subarray(36, 40)]).toEqual([0, 0, 255, 255]);
  });

  it.each(["still.gif", "animated.gif"])("reads %s, made by another program", (name) => {
    const pixels = decode(imageFixture(name), 96, 64);
    const corner = (x: number, y: number) => [...pixels.subarray((y * 96 + x) * 4, (y * 96 + x) * 4 + 3)];
    const expected = [
      [24, 16, [179, 32, 32]],
      [72, 16, [37, 169, 56]],
      [24, 48, [32, 49, 171]],
      [72, 48, [216, 188, 47]],
    ] as const;
    for (const [x, y, rgb] of expected) {
      const error = Math.max(...corner(x, y).map((value, channel) => Math.abs(value - (rgb[channel] ?? 0))));
      expect(error).toBeLessThanOrEqual(12);
    }
  });

  it.each([
    ["ends in the pixels", SMALL.slice(0, -5), "ends early"],
    ["has no picture", SMALL.slice(0, 25), "no picture"],
    ["has a frame outside its canvas", SMALL.with(34, 2), "not within its canvas"],
  ])("throws for a file that %s", (_what, file, words) => {
    expect(() => decode(file, 4, 4)).toThrow(words);
  });
});

describe("unpackLzw", () => {
  it("never writes beyond its room, whatever the codes say", () => {
    let seed = 3;
    for (let round = 0; round < 300; round += 1) {
      const data = Uint8Array.from({ length: 200 }, () => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
        return seed >> 16;
      });
      expect(outcome(() => unpackLzw(data, 2 + (round % 7), new Uint8Array(64)))).toMatch(
        /^(filled|refused)$/,
      );
    }
  });
});

function outcome(unpack: () => number): string {
  try {
    return unpack() <= 64 ? "filled" : "overran";
  } catch (error) {
    return error instanceof RangeError ? "refused" : String(error);
  }
}

import { beforeAll, describe, expect, it } from "vitest";

import { imageFixture } from "../../../test/support/worker/image-fixtures.ts";
import { makePng } from "../../../test/support/worker/make-png.ts";
import { decodePng, png } from "../codecs/png.ts";
import type { Pixels } from "../pixels.ts";
import { crc32 } from "./crc32.ts";
import { readPngRows } from "./read-png-rows.ts";

const WIDTH = 29;
const HEIGHT = 23;
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const ALL_FILTERS = [0, 1, 2, 3, 4, 4, 3, 1] as const;

/** Every colour type and bit depth there is (W3C PNG, table 11.1). */
const KINDS = [
  ...[1, 2, 4, 8, 16].map((bitDepth) => ({ colour: 0, bitDepth })),
  ...[8, 16].map((bitDepth) => ({ colour: 2, bitDepth })),
  ...[1, 2, 4, 8].map((bitDepth) => ({ colour: 3, bitDepth })),
  ...[8, 16].map((bitDepth) => ({ colour: 4, bitDepth })),
  ...[8, 16].map((bitDepth) => ({ colour: 6, bitDepth })),
];

async function decode(file: Uint8Array): Promise<Pixels> {
  let pixels: Pixels | undefined;
  let next = 0;
  await readPngRows(file, ({ channels, width, height }) => {
    const data = new Uint8Array(width * height * channels);
    pixels = { data, channels, width, height };
    return (row, bytes) => {
      expect(row).toBe(next);
      next += 1;
      data.set(bytes, row * width * channels);
    };
  });
  if (pixels === undefined) throw new Error("nothing was decoded");
  return pixels;
}

function randomRows(colour: number, bitDepth: number): Uint8Array[] {
  let seed = colour * 100 + bitDepth;
  const length = Math.ceil((WIDTH * (SAMPLES[colour] ?? 1) * bitDepth) / 8);
  return Array.from({ length: HEIGHT }, (_, y) =>
    Uint8Array.from({ length }, (_byte, x) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return x * 3 + y * 5 + ((seed >> 16) & 31);
    }),
  );
}

/** How far two pictures are apart at worst, by the pixels of the codec's RGBA. */
function worst(ours: Pixels, theirs: Uint8Array): number {
  let most = 0;
  for (let pixel = 0; pixel < ours.width * ours.height; pixel += 1) {
    for (let channel = 0; channel < 4; channel += 1) {
      const value = channel < ours.channels ? (ours.data[pixel * ours.channels + channel] ?? 0) : 255;
      most = Math.max(most, Math.abs(value - (theirs[pixel * 4 + channel] ?? 0)));
    }
  }
  return most;
}

describe("readPngRows", () => {
  beforeAll(() => png.load());

  it.each(KINDS)(
    "reads colour type $colour at $bitDepth bits as the codec does",
    async ({ colour, bitDepth }) => {
      const palette = Array.from({ length: 3 * 2 ** Math.min(bitDepth, 8) }, (_, at) => (at * 37) & 255);
      const file = await makePng({
        width: WIDTH,
        height: HEIGHT,
        colour,
        bitDepth,
        rows: randomRows(colour, bitDepth),
        filters: ALL_FILTERS,
        split: 50,
        ...(colour === 3 && { palette }),
      });
      const ours = await decode(file);
      expect(ours.channels).toBe(colour >= 4 ? 4 : 3);
      // The codec cuts 16 bits off where we round.
      const tolerance = bitDepth === 16 ? 1 : 0;
      expect(decodePng(file, ({ data }) => worst(ours, data))).toBeLessThanOrEqual(tolerance);
    },
  );

  it.each([
    { name: "a grey", colour: 0, bitDepth: 8, transparency: [0, 77], row: [77, 78, 0], alpha: [0, 255, 255] },
    {
      name: "a deep grey, by all its bits",
      colour: 0,
      bitDepth: 16,
      transparency: [1, 2],
      row: [1, 2, 1, 3, 1, 2],
      alpha: [0, 255, 0],
    },
    {
      name: "a colour",
      colour: 2,
      bitDepth: 8,
      transparency: [0, 9, 0, 8, 0, 7],
      row: [9, 8, 7, 9, 8, 6, 0, 0, 0],
      alpha: [0, 255, 255],
    },
    {
      name: "entries of a palette",
      colour: 3,
      bitDepth: 8,
      transparency: [0, 128],
      row: [0, 1, 2],
      alpha: [0, 128, 255],
    },
  ])("sees through $name", async ({ colour, bitDepth, transparency, row, alpha }) => {
    const palette = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const file = await makePng({
      width: 3,
      height: 1,
      colour,
      bitDepth,
      transparency,
      rows: [Uint8Array.from(row)],
      ...(colour === 3 && { palette }),
    });
    const { data, channels } = await decode(file);
    expect(channels).toBe(4);
    expect([...data].filter((_, at) => at % 4 === 3)).toEqual(alpha);
  });

  it("spreads few bits over the whole range and rounds many", async () => {
    const grey = async (bitDepth: number, row: number[]) =>
      [
        ...(
          await decode(
            await makePng({ width: 2, height: 1, colour: 0, bitDepth, rows: [Uint8Array.from(row)] }),
          )
        ).data,
      ].filter((_, at) => at % 3 === 0);
    expect(await grey(1, [0b0100_0000])).toEqual([0, 255]);
    expect(await grey(2, [0b0110_0000])).toEqual([85, 170]);
    expect(await grey(4, [0x1e])).toEqual([17, 238]);
    expect(await grey(16, [0x01, 0xff, 0xff, 0xfe])).toEqual([2, 255]);
  });

  it.each([
    ["cut off in the pixels", (file: Uint8Array) => file.slice(0, 300), /rows|incomplete/],
    ["with a wrong checksum", (file: Uint8Array) => file.with(300, (file[300] ?? 0) ^ 1), "checksum of IDAT"],
  ])("throws for a file %s", async (_what, harm, words) => {
    const file = imageFixture("plain.png");
    await expect(decode(file)).resolves.toMatchObject({ width: 96, height: 64 });
    await expect(decode(harm(file))).rejects.toThrow(words);
  });

  it.each([
    ["a filter that does not exist", { filters: [5] }, "no row filter 5"],
    ["fewer rows than announced", { height: HEIGHT + 1 }, "23 of 24 rows"],
  ])("throws for %s", async (_what, wrong, words) => {
    const sound = { width: WIDTH, height: HEIGHT, colour: 2, bitDepth: 8, rows: randomRows(2, 8) };
    await expect(decode(await makePng(sound))).resolves.toBeDefined();
    await expect(decode(await makePng({ ...sound, ...wrong }))).rejects.toThrow(words);
  });

  it("takes more pixels than announced for what they are", async () => {
    const rows = randomRows(2, 8);
    const file = await makePng({ width: WIDTH, height: HEIGHT - 3, colour: 2, bitDepth: 8, rows });
    expect((await decode(file)).data.length).toBe(WIDTH * (HEIGHT - 3) * 3);
  });
});

describe("crc32", () => {
  it("gives the check value of its standard", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
});

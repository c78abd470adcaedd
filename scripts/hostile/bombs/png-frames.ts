/** PNG: what the header declares and what the pixel stream then holds. */
import { constants, deflateRawSync, deflateSync } from "node:zlib";

import {
  chunk,
  GREY,
  idat,
  IEND,
  ihdr,
  PALETTE,
  plainPng,
  png,
  type PngShape,
  rawBytes,
  RGB,
  RGBA,
} from "../build/png.ts";
import type { HostileFile } from "../hostile-file.ts";

const MILLION = 1_000_000;
const SMALL: PngShape = { width: 64, height: 64 };

/** Declared sizes nobody may decode: the name says which. */
const HUGE: readonly PngShape[] = [
  { width: 12_000, height: 12_000, depth: 1, colour: GREY },
  { width: 30_000, height: 30_000, depth: 1, colour: GREY },
  { width: 12_000, height: 12_000, depth: 16, colour: RGBA },
  { width: 16_384, height: 16_384, depth: 8, colour: PALETTE },
  { width: 1_147_499_363, height: 1_919_512_692 },
  { width: 0x7fffffff, height: 0x7fffffff, depth: 16, colour: RGBA },
  { width: 0xffffffff, height: 0xffffffff },
  { width: 0x10000, height: 0x10001 },
  { width: 0xffffffff, height: 1 },
  { width: 1, height: 0x7fffffff },
  { width: 0, height: 0 },
  { width: 0, height: 64 },
  { width: 64, height: 0 },
  { width: 16_385, height: 40 },
  { width: 1, height: 1 },
];

/** At or just below what is accepted: these are decoded. */
const LARGEST: readonly PngShape[] = [
  { width: 2_048, height: 2_048, depth: 16, colour: RGBA },
  { width: 2_048, height: 2_048, depth: 1, colour: GREY },
  { width: 2_048, height: 2_048, depth: 8, colour: PALETTE },
  { width: 2_048, height: 2_048, depth: 16, colour: RGBA, interlaced: true },
  { width: 9_000, height: 460, depth: 16, colour: RGBA },
  { width: 460, height: 9_000, depth: 16, colour: RGBA },
];

export function pngFrames(): HostileFile[] {
  const named = (name: string, bytes: Uint8Array): HostileFile => ({ name, source: "png frames", bytes });
  const tag = ({ width, height, depth = 8, colour = RGB, interlaced = false }: PngShape) =>
    `${width}x${height}-${depth}bit-colour${colour}${interlaced ? "-interlaced" : ""}`;
  const raw = Buffer.alloc(rawBytes(SMALL));
  const stream = (name: string, ...data: readonly Uint8Array[]) =>
    named(name, png(ihdr(SMALL), ...data.map((each) => chunk("IDAT", each)), IEND));
  const good = deflateSync(raw);
  const badSum = Buffer.from(good);
  badSum[badSum.length - 1] = (badSum.at(-1) ?? 0) ^ 0xff;
  const withHeader = (head: number) =>
    Buffer.concat([Buffer.from([head, 31 - ((head << 8) % 31)]), good.subarray(2)]);
  const filters = [5, 17, 127, 255].map((filter) => {
    const rows = Buffer.from(raw);
    rows[0] = filter;
    rows[rows.length - 193] = filter;
    return stream(`filter-${filter}`, deflateSync(rows));
  });
  return [
    ...HUGE.map((shape) => ({
      ...named(`huge-${tag(shape)}`, png(ihdr(shape), idat(SMALL), IEND)),
      must: "be refused" as const,
    })),
    ...LARGEST.map((shape) => {
      // Interlaced rows are shorter and more: some bytes over do not matter here.
      const bytes = rawBytes(shape) + (shape.interlaced === true ? shape.height * 8 : 0);
      return named(`largest-${tag(shape)}`, png(ihdr(shape), ...palette(shape), idat(shape, bytes), IEND));
    }),
    ...LARGEST.slice(0, 2).map((shape) =>
      named(`largest-and-empty-${tag(shape)}`, png(ihdr(shape), idat(shape, 10), IEND)),
    ),
    named("one-gigabyte-behind-64x64", png(ihdr(SMALL), chunk("IDAT", zeros(1_000 * MILLION)), IEND)),
    named("64x64-of-one-byte", png(ihdr(SMALL), idat(SMALL, 1), IEND)),
    named("64x64-one-byte-short", png(ihdr(SMALL), idat(SMALL, raw.length - 1), IEND)),
    named("64x64-one-byte-long", png(ihdr(SMALL), idat(SMALL, raw.length + 1), IEND)),
    stream("no-pixel-data"),
    stream("empty-pixel-chunk", Buffer.alloc(0)),
    stream("ten-thousand-empty-chunks", ...Array.from({ length: 10_000 }, () => Buffer.alloc(0)), good),
    stream("one-byte-a-chunk", ...Array.from(good, (byte) => Buffer.from([byte]))),
    stream("stored-not-deflated", deflateSync(raw, { level: 0 })),
    stream("wrong-checksum", badSum),
    stream("no-checksum", good.subarray(0, -4)),
    stream("raw-deflate", deflateRawSync(raw)),
    stream("preset-dictionary", withHeader(0x78).fill(0x20, 1, 2)),
    stream("window-too-large", withHeader(0x88)),
    stream("method-15", withHeader(0x7f)),
    stream("noise-for-a-stream", Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 151) & 255))),
    stream("second-stream-behind-the-first", good, good),
    stream("stream-without-end", zeros(MILLION).subarray(0, 400)),
    ...filters,
    ...[3, 7, 32, 0].map((depth) =>
      named(`depth-${depth}`, png(ihdr({ ...SMALL, depth }), idat(SMALL), IEND)),
    ),
    ...[1, 5, 7, 255].map((colour) =>
      named(`colour-${colour}`, png(ihdr({ ...SMALL, colour }), idat(SMALL), IEND)),
    ),
    named("16-bit-palette", png(ihdr({ ...SMALL, depth: 16, colour: PALETTE }), idat(SMALL), IEND)),
    named(
      "palette-missing",
      png(ihdr({ ...SMALL, colour: PALETTE }), idat({ ...SMALL, colour: PALETTE }), IEND),
    ),
    ...[0, 1, 2, 4, 771].map((bytes) =>
      named(
        `palette-of-${bytes}-bytes`,
        png(
          ihdr({ ...SMALL, colour: PALETTE }),
          chunk("PLTE", Buffer.alloc(bytes)),
          idat({ ...SMALL, colour: PALETTE }),
          IEND,
        ),
      ),
    ),
    named(
      "index-beyond-the-palette",
      png(
        ihdr({ ...SMALL, colour: PALETTE }),
        ...palette({ ...SMALL, colour: PALETTE }),
        idat({ ...SMALL, colour: PALETTE }, undefined, 255),
        IEND,
      ),
    ),
    named("interlaced-method-2", plainPng({ ...SMALL }).fill(2, 28, 29)),
  ];
}

function palette({ colour }: PngShape): Buffer[] {
  return colour === PALETTE ? [chunk("PLTE", Buffer.from([9, 9, 9, 200, 90, 40]))] : [];
}

/** A right stream of that many zeros, itself a thousandth of that, made without holding them all. */
export function zeros(bytes: number): Buffer {
  const piece = (length: number) =>
    deflateRawSync(Buffer.alloc(length), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const million = piece(MILLION);
  const whole = Array.from({ length: Math.floor(bytes / MILLION) }, () => million);
  // An empty last block, and the Adler-32 of zeros: their number over one.
  const end = Buffer.from([0x01, 0, 0, 0xff, 0xff, 0, 0, 0, 1]);
  end.writeUInt16BE(bytes % 65_521, 5);
  return Buffer.concat([Buffer.from([0x78, 0xda]), ...whole, piece(bytes % MILLION), end]);
}

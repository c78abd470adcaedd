import { describe, expect, it } from "vitest";

import { imageFixture } from "../../test/support/worker/image-fixtures.ts";
import type { PictureHeader } from "./picture-header.ts";
import { readHeader } from "./read-header.ts";

const WIDE = { width: 96, height: 64 };
const TALL = { width: 64, height: 96 };

const EXPECTED: Record<string, Partial<PictureHeader>> = {
  "progressive.jpg": { type: "jpeg", ...WIDE, progressive: true, samplesPerPixel: 1.5 },
  "progressive-444.jpg": { type: "jpeg", ...WIDE, progressive: true, samplesPerPixel: 3 },
  "grey.jpg": { type: "jpeg", ...WIDE, progressive: false, samplesPerPixel: 1, cmyk: false },
  "cmyk.jpg": { type: "jpeg", ...WIDE, cmyk: true },
  "gps.jpg": { type: "jpeg", ...WIDE, gps: true, orientation: 1 },
  "p3.jpg": { type: "jpeg", ...WIDE, icc: true, gps: false },
  "p3.png": { type: "png", ...WIDE, icc: true },
  "p3.webp": { type: "webp", ...WIDE, icc: true, lossless: true },
  "plain.png": { type: "png", ...WIDE, alpha: false, interlaced: false, icc: false, bitDepth: 8 },
  "interlaced.png": { type: "png", ...WIDE, interlaced: true },
  "deep.png": { type: "png", ...WIDE, bitDepth: 16 },
  "alpha.png": { type: "png", width: 64, height: 64, alpha: true },
  "alpha.webp": { type: "webp", width: 64, height: 64, alpha: true, lossless: false },
  "lossy.webp": { type: "webp", ...WIDE, alpha: false, lossless: false, animated: false },
  "lossless.webp": { type: "webp", ...WIDE, lossless: true },
  "animated.webp": { type: "webp", ...WIDE, animated: true },
  "animated.gif": { type: "gif", ...WIDE, animated: true },
  "still.gif": { type: "gif", ...WIDE, animated: false },
  "still.avif": { type: "avif" },
  "orientation-1.jpg": { ...WIDE, orientation: 1 },
  "orientation-2.jpg": { ...WIDE, orientation: 2 },
  "orientation-3.jpg": { ...WIDE, orientation: 3 },
  "orientation-4.jpg": { ...WIDE, orientation: 4 },
  "orientation-5.jpg": { ...TALL, orientation: 5 },
  "orientation-6.jpg": { ...TALL, orientation: 6 },
  "orientation-7.jpg": { ...TALL, orientation: 7 },
  "orientation-8.jpg": { ...TALL, orientation: 8 },
  "orientation-6.png": { type: "png", ...TALL, orientation: 6 },
  "orientation-6.webp": { type: "webp", ...TALL, orientation: 6 },
};

describe("readHeader", () => {
  it.each(Object.entries(EXPECTED))("reads %s", (name, expected) => {
    expect(readHeader(imageFixture(name))).toMatchObject({ ok: true, complete: true, ...expected });
  });

  it.each([
    ["heic", ascii("\0\0\0\x18ftypheic\0\0\0\0mif1heic")],
    ["avif", ascii("\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf")],
    ["svg", ascii(`<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="http://www.w3.org/2000/svg"/>`)],
    ["svg", ascii("\xef\xbb\xbf  <svg width='3'></svg>")],
    ["tiff", ascii("II*\0\b\0\0\0")],
    ["pdf", ascii("%PDF-1.7\n")],
    ["bmp", ascii(`BM${"\0".repeat(40)}`)],
  ])("recognises %s", (type, bytes) => {
    expect(readHeader(bytes)).toMatchObject({ ok: true, type });
  });

  it("answers for anything that is no picture", () => {
    for (const text of [
      "",
      "a",
      "hello",
      "<html><body>",
      "PK\x03\x04",
      "\0\0\0\x18ftypisom\0\0\0\0isom",
      "<p>svg</p>",
    ]) {
      expect(readHeader(ascii(text))).toEqual({ ok: false, reason: "not_a_picture" });
    }
  });

  it("sees that a file was cut off", () => {
    for (const name of ["progressive.jpg", "plain.png", "lossy.webp"]) {
      const cut = imageFixture(name).slice(0, -20);
      expect(readHeader(cut)).toMatchObject({ ok: true, complete: false });
    }
  });

  it("counts scans that hold one component as many scans, and refuses endless ones", () => {
    const oneComponentFirst = jpeg({ scanComponents: 1 });
    expect(readHeader(oneComponentFirst)).toMatchObject({ ok: true, progressive: true });
    expect(readHeader(jpeg({ scanComponents: 3 }))).toMatchObject({ ok: true, progressive: false });
    expect(readHeader(jpeg({ scanComponents: 1, moreScans: 150 }))).toEqual({
      ok: false,
      reason: "unsupported_coding",
    });
  });

  it("refuses a second frame header, arithmetic coding and twelve bits", () => {
    expect(readHeader(jpeg({ scanComponents: 3, frames: 2 }))).toEqual({ ok: false, reason: "damaged" });
    expect(readHeader(jpeg({ scanComponents: 3, marker: 0xc9 }))).toEqual({
      ok: false,
      reason: "unsupported_coding",
    });
    expect(readHeader(jpeg({ scanComponents: 3, precision: 12 }))).toEqual({
      ok: false,
      reason: "unsupported_coding",
    });
  });

  it("refuses a WebP whose canvas and picture disagree", () => {
    const bytes = imageFixture("alpha.webp");
    expect(String.fromCharCode(...bytes.subarray(12, 16))).toBe("VP8X");
    bytes[24] = 200; // canvas width
    expect(readHeader(bytes)).toEqual({ ok: false, reason: "damaged" });
  });

  it("gives an answer for every broken variation of every file", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (const name of Object.keys(EXPECTED)) {
      const file = imageFixture(name);
      for (let round = 0; round < 60; round += 1) {
        const broken = file.slice(0, 1 + random(file.length));
        for (let hit = 0; hit < 5; hit += 1) broken[random(broken.length)] = random(256);
        expect(typeof readHeader(broken).ok).toBe("boolean");
      }
    }
  });
});

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** The marker segments of a 16 × 16 colour JPEG, without any data. */
function jpeg(options: {
  scanComponents: number;
  frames?: number;
  marker?: number;
  precision?: number;
  moreScans?: number;
}): Uint8Array {
  const frame = [
    0xff,
    options.marker ?? 0xc0,
    0,
    17,
    options.precision ?? 8,
    0,
    16,
    0,
    16,
    3,
    1,
    0x22,
    0,
    2,
    0x11,
    1,
    3,
    0x11,
    1,
  ];
  const scan = [
    0xff,
    0xda,
    0,
    6 + 2 * options.scanComponents,
    options.scanComponents,
    ...Array<number>(2 * options.scanComponents).fill(1),
    0,
    63,
    0,
    5,
    5,
  ];
  const frames = Array.from({ length: options.frames ?? 1 }, () => frame).flat();
  const scans = Array.from({ length: 1 + (options.moreScans ?? 0) }, () => scan).flat();
  return Uint8Array.from([0xff, 0xd8, ...frames, ...scans, 0xff, 0xd9]);
}

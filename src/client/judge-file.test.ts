import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { MAX_MEGAPIXELS } from "../images/bounds.ts";
import { checkBounds } from "../images/check-bounds.ts";
import { uprightSize } from "../images/picture-header.ts";
import { readHeader } from "../images/read-header.ts";
import { MAX_SIDE_PX, MAX_UPLOAD_BYTES } from "../limits.ts";
import { judgeBytes, judgeFile } from "./judge-file.ts";
import { PictureProblem } from "./picture-problem.ts";

const FIXTURES = new URL("../../test/fixtures/images/", import.meta.url);
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, FIXTURES)));
const MEGABYTE = 1024 * 1024;

/** What the person reads. */
function sentence(bytes: Uint8Array, size = bytes.length): string {
  try {
    judgeBytes(bytes, size);
  } catch (error) {
    if (error instanceof PictureProblem) return error.message;
    throw error;
  }
  return "";
}

describe("a file before it is decoded", () => {
  it.each(readdirSync(FIXTURES))("is judged as the server judges it: %s", (name) => {
    const bytes = fixture(name);
    const header = readHeader(bytes);
    if (!header.ok) throw new Error(header.reason);
    const taken = checkBounds(header, bytes.length) === null;
    const judged = judgeBytes(bytes, bytes.length);
    expect(judged.serverTakes).toBe(taken);
    // Small pictures travel as they are, whatever the browser could make of them.
    expect(judged.asIs).toBe(taken);
    // Of an AVIF the server reads no size, since it takes none.
    const known = header.type === "avif" ? judged.upright : uprightSize(header);
    expect(judged.upright).toEqual(known);
  });

  it("is known upright, and by what its bytes are", () => {
    expect(judgeBytes(fixture("orientation-6.jpg"), 1_000)).toMatchObject({
      mime: "image/jpeg",
      upright: { width: 96, height: 64 },
      notes: [],
    });
    expect(judgeBytes(fixture("gps.jpg"), 1_000).notes).toEqual(["place"]);
    expect(judgeBytes(fixture("animated.gif"), 1_000).notes).toEqual(["moving"]);
    expect(judgeBytes(fixture("animated.webp"), 1_000).notes).toEqual(["moving"]);
    expect(judgeBytes(fixture("alpha.png"), 1_000).alpha).toBe(true);
    expect(judgeBytes(fixture("plain.png"), 1_000).alpha).toBe(false);
  });

  it.each([
    ["400 megapixels", 20_000, 20_000, `no side may be over ${MAX_SIDE_PX}`],
    ["256 megapixels", 16_000, 16_000, `at most ${MAX_MEGAPIXELS}`],
    ["a hair too many", 7_072, 7_072, `at most ${MAX_MEGAPIXELS}`],
    ["a thread", 12_000, 40, "at most 20 times the other"],
    ["a dot", 20, 20, "each side needs at least 32"],
  ])("is refused with the limit and the value: %s", (_, width, height, limit) => {
    const bytes = pngOf(width, height);
    expect(sentence(bytes)).toContain(limit);
    expect(sentence(bytes)).toContain(
      limit.startsWith("at most 50") ? ((width * height) / 1e6).toFixed(2) : `${width} × ${height}`,
    );
    // As the server refuses it, whatever the size of the file.
    const header = readHeader(bytes);
    expect(header.ok && checkBounds(header, 1_000)?.message).toContain(limit);
    expect(sentence(bytes, 3 * MAX_UPLOAD_BYTES)).toBe(sentence(bytes));
  });

  it("says the same of a format whose server limit is lower", () => {
    expect(judgeBytes(webpOf(6_000, 8_000), 1_000)).toMatchObject({ serverTakes: false, asIs: false });
    expect(sentence(webpOf(9_000, 9_000))).toBe(
      `The picture has 81.00 megapixels; at most ${MAX_MEGAPIXELS} are taken. Save a smaller copy, as JPEG.`,
    );
  });

  it("is made smaller when it is larger than anything needs, and goes as it is when that fails", () => {
    const large = judgeBytes(pngOf(6_000, 6_000), 9 * MEGABYTE);
    expect(large).toMatchObject({ asIs: false, serverTakes: true });
    expect(judgeBytes(pngOf(4_096, 4_096), 9 * MEGABYTE)).toMatchObject({ asIs: true });
    const photo = fixture("gps.jpg");
    expect(judgeBytes(photo, 4 * MEGABYTE)).toMatchObject({ asIs: true });
    expect(judgeBytes(photo, 4 * MEGABYTE + 1)).toMatchObject({ asIs: false, serverTakes: true });
    expect(judgeBytes(photo, MAX_UPLOAD_BYTES + 1)).toMatchObject({ asIs: false, serverTakes: false });
  });

  it("is read in part only when it is too large to travel", async () => {
    const parts: [number, number][] = [];
    const bytes = fixture("gps.jpg");
    const file = (size: number) => ({
      size,
      arrayBuffer: () => Promise.resolve(bytes.buffer),
      slice: (from: number, to: number) => {
        parts.push([from, to]);
        return new Blob([bytes]);
      },
    });
    await judgeFile(file(MAX_UPLOAD_BYTES) as unknown as Blob, MAX_UPLOAD_BYTES);
    expect(parts).toEqual([]);
    await judgeFile(file(MAX_UPLOAD_BYTES + 1) as unknown as Blob, MAX_UPLOAD_BYTES);
    expect(parts).toEqual([[0, 4 * MEGABYTE]]);
  });

  it("is refused when it is cut off", () => {
    const cut = fixture("progressive.jpg").slice(0, -40);
    expect(sentence(cut)).toContain("damaged or incomplete");
  });

  it("tells what to do with what is no picture of ours", () => {
    expect(sentence(new Uint8Array())).toContain("empty");
    expect(sentence(text("hello"))).toContain("not a picture");
    expect(sentence(text("\0\0\0\x18ftypisom\0\0\0\0isommp42"))).toContain("This is a film");
    expect(sentence(text("\x1a\x45\xdf\xa3\x01\0\0\0"))).toContain("This is a film");
    expect(sentence(text("%PDF-1.7\n"))).toContain("PDF files cannot be used");
    expect(sentence(text("<svg width='1'/>"))).toContain("SVG files cannot be used");
    expect(sentence(text(`BM${"\0".repeat(40)}`))).toContain("BMP files cannot be used");
  });

  it("lets the browser try HEIC and AVIF of a known and bearable size", () => {
    const heic = (...sizes: [number, number][]) => {
      const boxes = sizes.map(([width, height]) => `\0\0\0\x14ispe\0\0\0\0${u32(width)}${u32(height)}`);
      return text(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${boxes.join("")}`);
    };
    expect(judgeBytes(heic([512, 512], [4_032, 3_024], [320, 240]), 2 * MEGABYTE)).toMatchObject({
      mime: "image/heic",
      upright: { width: 4_032, height: 3_024 },
      asIs: false,
      serverTakes: false,
    });
    expect(sentence(heic([512, 512], [10_000, 10_000]))).toContain("100.00 megapixels");
    expect(sentence(heic([40_000, 40_000]))).toContain(String(MAX_SIDE_PX));
    expect(sentence(heic())).toContain("HEIC files cannot be used");
    expect(judgeBytes(fixture("still.avif"), 1_000)).toMatchObject({ mime: "image/avif", asIs: false });
  });
});

function text(characters: string): Uint8Array {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

function u32(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** Signature, header and end of a true-colour PNG: all that is read before decoding. */
function pngOf(width: number, height: number): Uint8Array {
  const header = `\0\0\0\rIHDR${u32(width)}${u32(height)}\x08\x02\0\0\0\0\0\0\0`;
  return text(`\x89PNG\r\n\x1a\n${header}\0\0\0\0IEND\xae\x42\x60\x82`);
}

/** A lossy WebP's first bytes. */
function webpOf(width: number, height: number): Uint8Array {
  const u16 = (value: number) => String.fromCharCode(value & 255, value >> 8);
  const frame = `\0\0\0\x9d\x01\x2a${u16(width)}${u16(height)}`;
  return text(`RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0${frame}`);
}

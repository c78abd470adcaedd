import type { Unreadable } from "../images-service.ts";
import { type PictureHeader, pictureHeader, unreadable } from "../picture-header.ts";
import { ascii, u8, u32be } from "./byte-view.ts";
import { type ExifFacts, readExif } from "./exif.ts";

/** Allowed bit depths by colour type (W3C PNG, table 11.1). */
const BIT_DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Header of a PNG: IHDR must come first; the other chunks are walked without inflating anything. */
export function readPngHeader(bytes: Uint8Array): PictureHeader | Unreadable {
  if (u32be(bytes, 8) !== 13 || ascii(bytes, 12, 4) !== "IHDR" || bytes.length < 33)
    return unreadable("damaged");
  const width = u32be(bytes, 16);
  const height = u32be(bytes, 20);
  const bitDepth = u8(bytes, 24);
  const colour = u8(bytes, 25);
  if (width === 0 || height === 0 || !BIT_DEPTHS[colour]?.includes(bitDepth)) return unreadable("damaged");
  let exif: ExifFacts | null = null;
  const seen = new Set<string>();
  for (const { type, at, length } of pngChunks(bytes)) {
    if (type === "IHDR" && seen.has(type)) return unreadable("damaged");
    if (type === "eXIf" && exif === null) exif = readExif(bytes.subarray(at, at + length));
    // After the pixels `acTL` means nothing.
    if (type !== "acTL" || !seen.has("IDAT")) seen.add(type);
  }
  return pictureHeader({
    type: "png",
    width,
    height,
    bitDepth,
    interlaced: u8(bytes, 28) !== 0,
    animated: seen.has("acTL"),
    alpha: colour >= 4 || seen.has("tRNS"),
    icc: seen.has("iCCP"),
    complete: seen.has("IEND"),
    ...exif,
  });
}

/** The chunks that are wholly there; `at` and `length` are of a chunk's data. */
export function* pngChunks(bytes: Uint8Array): Generator<{ type: string; at: number; length: number }> {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = u32be(bytes, at);
    const type = ascii(bytes, at + 4, 4);
    if (at + 12 + length > bytes.length) return;
    yield { type, at: at + 8, length };
    if (type === "IEND") return;
    at += 12 + length;
  }
}

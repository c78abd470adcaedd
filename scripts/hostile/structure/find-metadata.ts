import { listParts, pictureKind } from "./list-parts.ts";
import type { Part } from "./part.ts";

/** Pieces that make pixels; anything else is something about them. */
const STRUCTURAL = {
  jpeg: /^(SOI|DQT|SOF0|SOF2|DHT|DRI|SOS|scan|EOI)$/,
  png: /^(signature|IHDR|PLTE|tRNS|IDAT|IEND)$/,
  webp: /^(RIFF|VP8 |VP8L|ALPH)$/,
} as const;

/** JFIF 1.02 without a thumbnail: length 16, and nothing in it but a version and a density. */
const JFIF = Buffer.from("JFIF\0\x01", "latin1");
const ALPHA_FLAG = 0x10;

/**
 * The names of everything in a finished picture that is not needed to show its pixels: profiles, EXIF, XMP, IPTC,
 * comments, text, thumbnails, trailing bytes. Empty when it is clean. Also names what makes the file's structure
 * incomplete. Knows JPEG, PNG and WebP; of our encoders nothing else comes.
 */
export function findMetadata(file: Uint8Array): string[] {
  const kind = pictureKind(file);
  if (kind === null || kind === "gif") return ["no JPEG, PNG or WebP"];
  const parts = listParts(file);
  const buffer = Buffer.from(file);
  const strange = parts.filter(
    (part) => !STRUCTURAL[kind].test(part.name) && !isPlainJfif(buffer, part) && !isPlainCanvas(buffer, part),
  );
  return [...strange.map(({ name }) => name), ...missingEnd(kind, parts, buffer)];
}

function isPlainJfif(file: Buffer, { name, start, end }: Part): boolean {
  const body = file.subarray(start + 4, end);
  return (
    name === "APP0" &&
    body.length === 14 &&
    body.subarray(0, JFIF.length).equals(JFIF) &&
    body.readUInt16BE(12) === 0
  );
}

/** WebP's extended header announces profiles, EXIF, XMP and animation; only transparency may be announced. */
function isPlainCanvas(file: Buffer, { name, start }: Part): boolean {
  return name === "VP8X" && ((file[start + 8] ?? 0xff) & ~ALPHA_FLAG) === 0;
}

function missingEnd(kind: "jpeg" | "png" | "webp", parts: readonly Part[], file: Buffer): string[] {
  const last = parts.at(-1)?.name;
  if (kind === "jpeg") return last === "EOI" ? [] : ["no end"];
  if (kind === "png") return last === "IEND" ? [] : ["no end"];
  return file.readUInt32LE(4) + 8 === file.length ? [] : ["another length than the file's"];
}

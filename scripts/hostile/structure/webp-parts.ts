import { type Part, withTrailing } from "./part.ts";

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** The RIFF header and every chunk of a WebP in order (RFC 9649), padding included, up to the length the header says. */
export function webpParts(file: Buffer): Part[] {
  if (file.length < RIFF_HEADER_BYTES) return withTrailing([], file.length);
  const declared = Math.min(file.readUInt32LE(4) + 8, file.length);
  const parts: Part[] = [{ name: "RIFF", start: 0, end: RIFF_HEADER_BYTES }];
  let at = RIFF_HEADER_BYTES;
  while (at + CHUNK_HEADER_BYTES <= declared) {
    const length = file.readUInt32LE(at + 4);
    const end = at + CHUNK_HEADER_BYTES + length + (length % 2);
    if (end > declared) break;
    parts.push({ name: file.toString("latin1", at, at + 4), start: at, end });
    at = end;
  }
  return withTrailing(parts, file.length);
}

import { type Part, withTrailing } from "./part.ts";

const SIGNATURE_BYTES = 8;
const FRAMING_BYTES = 12;

/** Signature and every chunk of a PNG in order, up to IEND or the first that is cut off. */
export function pngParts(file: Buffer): Part[] {
  const parts: Part[] = [{ name: "signature", start: 0, end: Math.min(SIGNATURE_BYTES, file.length) }];
  let at = SIGNATURE_BYTES;
  while (at + FRAMING_BYTES <= file.length) {
    const end = at + FRAMING_BYTES + file.readUInt32BE(at);
    if (end > file.length) break;
    const name = file.toString("latin1", at + 4, at + 8);
    parts.push({ name, start: at, end });
    at = end;
    if (name === "IEND") break;
  }
  return withTrailing(parts, file.length);
}

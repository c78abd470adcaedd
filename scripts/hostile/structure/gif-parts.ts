import { type Part, withTrailing } from "./part.ts";

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;

/** Header with the global colours, and every block of a GIF in order, sub-blocks included. */
export function gifParts(file: Buffer): Part[] {
  const colours = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + colours(file[10] ?? 0);
  if (at > file.length) return withTrailing([], file.length);
  const parts: Part[] = [{ name: "header", start: 0, end: at }];
  while (at < file.length) {
    const kind = file[at];
    if (kind === TRAILER) {
      parts.push({ name: "trailer", start: at, end: at + 1 });
      break;
    }
    if (kind !== IMAGE && kind !== EXTENSION) break;
    const data = kind === IMAGE ? at + 11 + colours(file[at + 9] ?? 0) : at + 2;
    const end = blocksEnd(file, data);
    if (end > file.length) break;
    parts.push({ name: kind === IMAGE ? "image" : "extension", start: at, end });
    at = end;
  }
  return withTrailing(parts, file.length);
}

function blocksEnd(file: Buffer, from: number): number {
  let at = from;
  while (at < file.length && file[at] !== 0) at += (file[at] ?? 0) + 1;
  return at + 1;
}

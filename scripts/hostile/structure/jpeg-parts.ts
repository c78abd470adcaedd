import { type Part, withTrailing } from "./part.ts";

const NAMES: Readonly<Record<number, string>> = {
  0x01: "TEM",
  0xc4: "DHT",
  0xc8: "JPG",
  0xcc: "DAC",
  0xd8: "SOI",
  0xd9: "EOI",
  0xda: "SOS",
  0xdb: "DQT",
  0xdc: "DNL",
  0xdd: "DRI",
  0xde: "DHP",
  0xdf: "EXP",
  0xfe: "COM",
};

/**
 * Every marker segment of a JPEG in order (ITU-T T.81, annex B), each scan's coded data as a part `scan`. Strict: stops at
 * the first byte that is not where it should be.
 */
export function jpegParts(file: Buffer): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at + 2 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    const alone = marker === 0xd8 || marker === 0xd9 || marker === 0x01 || (marker & 0xf8) === 0xd0;
    if (!alone && at + 4 > file.length) break;
    const end = alone ? at + 2 : at + 2 + file.readUInt16BE(at + 2);
    if (marker === 0 || marker === 0xff || end > file.length || (!alone && end < at + 4)) break;
    parts.push({ name: markerName(marker), start: at, end });
    at = end;
    if (marker === 0xd9) break;
    if (marker !== 0xda) continue;
    at = scanEnd(file, end);
    if (at > end) parts.push({ name: "scan", start: end, end: at });
  }
  return withTrailing(parts, file.length);
}

/** Coded data goes on over stuffed zeros and restart markers. */
function scanEnd(file: Buffer, from: number): number {
  let at = file.indexOf(0xff, from);
  while (at >= 0 && at + 1 < file.length) {
    const next = file[at + 1] ?? 0;
    if (next !== 0 && (next & 0xf8) !== 0xd0) return at;
    at = file.indexOf(0xff, at + 2);
  }
  return file.length;
}

function markerName(marker: number): string {
  if (marker >= 0xe0 && marker <= 0xef) return `APP${marker - 0xe0}`;
  if (marker >= 0xf0 && marker <= 0xfd) return `JPG${marker - 0xf0}`;
  if ((marker & 0xf8) === 0xd0) return `RST${marker & 7}`;
  return (
    NAMES[marker] ?? (marker >= 0xc0 && marker <= 0xcf ? `SOF${marker - 0xc0}` : `0x${marker.toString(16)}`)
  );
}

/** What the box structure of AVIF, HEIC and films says (ISO/IEC 14496-12). Only as much as choosing a file needs. */
import { ascii, u32be } from "../images/header/byte-view.ts";

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size boxes stand in the `meta` box at the beginning; before the pixels, so within this many bytes. */
const SEARCH_BYTES = 256 * 1024;
const ISPE = [0x69, 0x73, 0x70, 0x65] as const;
const EBML = "\x1a\x45\xdf\xa3";

/**
 * The largest size any `ispe` box states (ISO/IEC 23008-12, 6.5.3): tiles and previews have boxes of their own. Null when
 * there is none.
 */
export function isoMediaSize(bytes: Uint8Array): Size | null {
  const head = bytes.subarray(0, SEARCH_BYTES);
  let largest: Size | null = null;
  for (let at = head.indexOf(ISPE[0]); at >= 0; at = head.indexOf(ISPE[0], at + 1)) {
    if (!ISPE.every((byte, index) => head[at + index] === byte)) continue;
    const [width, height] = [u32be(head, at + 8), u32be(head, at + 12)];
    if (width * height > (largest === null ? 0 : largest.width * largest.height)) largest = { width, height };
  }
  return largest;
}

/** MP4 and its kin, Matroska and WebM, AVI. */
export function isFilm(bytes: Uint8Array): boolean {
  const start = ascii(bytes, 0, 12);
  return start.slice(4, 8) === "ftyp" || start.startsWith(EBML) || /^RIFF.{4}AVI /s.test(start);
}

import type { Unreadable } from "../images-service.ts";
import { type PictureHeader, pictureHeader, unreadable } from "../picture-header.ts";
import { ascii, u8, u16be } from "./byte-view.ts";
import { type ExifFacts, readExif } from "./exif.ts";

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** Encoders write about 10, never over 64. Each one costs a pass over the whole picture, so a tiny file could cost minutes. */
const MAX_SCANS = 100;
const APP1 = 0xe1;
const APP2 = 0xe2;

interface Frame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly samplesPerPixel: number;
}

/** Header of a JPEG (ITU-T T.81): walks the marker segments up to the first scan. */
export function readJpegHeader(bytes: Uint8Array): PictureHeader | Unreadable {
  let frame: Frame | null = null;
  let exif: ExifFacts | null = null;
  let icc = false;
  for (const { marker, at, length } of jpegSegments(bytes)) {
    const body = bytes.subarray(at, at + length);
    if (isFrame(marker)) {
      if (frame !== null) return unreadable("damaged");
      if (marker > 0xc2 || u8(body, 0) !== 8) return unreadable("unsupported_coding");
      frame = readFrame(marker, body);
      if (frame === null) return unreadable("damaged");
    }
    if (marker === APP1 && exif === null && ascii(body, 0, 6) === "Exif\0\0") exif = readExif(body);
    if (marker === APP2 && ascii(body, 0, 12) === "ICC_PROFILE\0") icc = true;
    if (marker === START_OF_SCAN) {
      if (frame === null) return unreadable("damaged");
      if (countScans(bytes, at) > MAX_SCANS) return unreadable("unsupported_coding");
      return pictureHeader({
        type: "jpeg",
        width: frame.width,
        height: frame.height,
        // A first scan without all components means several scans, and the same memory, in a baseline file too.
        progressive: frame.progressive || u8(body, 0) < frame.components,
        samplesPerPixel: frame.samplesPerPixel,
        cmyk: frame.components === 4,
        icc,
        complete: hasEndMark(bytes, at + length),
        ...exif,
      });
    }
  }
  return unreadable("damaged");
}

/** The marker segments up to and including the first scan's header; `at` and `length` are of the segment's body. */
export function* jpegSegments(bytes: Uint8Array): Generator<{ marker: number; at: number; length: number }> {
  let at = 2;
  while (at + 4 <= bytes.length) {
    // Fill bytes and stray data before a marker are skipped, as decoders do.
    if (u8(bytes, at) !== 0xff || u8(bytes, at + 1) === 0xff || u8(bytes, at + 1) === 0) {
      at += 1;
      continue;
    }
    const marker = u8(bytes, at + 1);
    if (marker === END_OF_IMAGE) return;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2; // these stand alone
      continue;
    }
    const length = u16be(bytes, at + 2) - 2;
    if (length < 0 || at + 4 + length > bytes.length) return;
    yield { marker, at: at + 4, length };
    if (marker === START_OF_SCAN) return;
    at += 4 + length;
  }
}

/** Start-of-frame markers; C4, C8 and CC in their range are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(marker: number, body: Uint8Array): Frame | null {
  const height = u16be(body, 1);
  const width = u16be(body, 3);
  const components = u8(body, 5);
  const known = components === 1 || components === 3 || components === 4;
  if (width === 0 || height === 0 || !known || body.length < 6 + 3 * components) return null;
  const factors = Array.from({ length: components }, (_, index) => u8(body, 7 + 3 * index));
  const areas = factors.map((factor) => (factor >> 4) * (factor & 15));
  const widest =
    Math.max(...factors.map((factor) => factor >> 4)) * Math.max(...factors.map((factor) => factor & 15));
  if (areas.includes(0)) return null;
  const samplesPerPixel = components === 1 ? 1 : areas.reduce((sum, area) => sum + area, 0) / widest;
  return { progressive: marker === 0xc2, width, height, components, samplesPerPixel };
}

/** Scans from the first one on. Entropy-coded data never holds the marker, so counting bytes is enough. */
function countScans(bytes: Uint8Array, from: number): number {
  let scans = 1;
  let at = bytes.indexOf(START_OF_SCAN, from);
  while (at >= 0 && scans <= MAX_SCANS) {
    if (bytes[at - 1] === 0xff) scans += 1;
    at = bytes.indexOf(START_OF_SCAN, at + 1);
  }
  return scans;
}

/** Looks backwards: phones append films and maps after the picture, so the mark need not be the last two bytes. */
function hasEndMark(bytes: Uint8Array, from: number): boolean {
  let at = bytes.lastIndexOf(END_OF_IMAGE);
  while (at > from && bytes[at - 1] !== 0xff) at = bytes.lastIndexOf(END_OF_IMAGE, at - 1);
  return at > from;
}

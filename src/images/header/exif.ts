import type { Orientation } from "../picture-header.ts";
import { ascii, u16be, u16le, u32be, u32le } from "./byte-view.ts";

export interface ExifFacts {
  readonly orientation: Orientation;
  readonly gps: boolean;
}

const ORIENTATION_TAG = 0x0112;
const GPS_DIRECTORY_TAG = 0x8825;
const LONG = 4;
const ENTRY_BYTES = 12;
/** Cameras write below 60 entries; a liar's count must not keep us busy. */
const MAX_ENTRIES = 512;

/**
 * Orientation and whether there is a GPS directory, from an EXIF block (TIFF structure, with or without the leading
 * `Exif\0\0`). Only the first directory is read. Garbage gives orientation 1.
 */
export function readExif(block: Uint8Array): ExifFacts {
  const tiff = ascii(block, 0, 6) === "Exif\0\0" ? block.subarray(6) : block;
  const order = ascii(tiff, 0, 2);
  const little = order === "II";
  if (!little && order !== "MM") return { orientation: 1, gps: false };
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  const directory = u32(tiff, 4);
  const count = Math.min(u16(tiff, directory), MAX_ENTRIES);
  let orientation: Orientation = 1;
  let gps = false;
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > tiff.length) break;
    const tag = u16(tiff, entry);
    if (tag === GPS_DIRECTORY_TAG) gps = true;
    if (tag === ORIENTATION_TAG)
      orientation = toOrientation(
        u16(tiff, entry + 2) === LONG ? u32(tiff, entry + 8) : u16(tiff, entry + 8),
      );
  }
  return { orientation, gps };
}

function toOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

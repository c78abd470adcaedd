import { u16be, u32be, u8 } from "../header/byte-view.ts";
import { pngChunks } from "../header/read-png-header.ts";
import { crc32 } from "./crc32.ts";

/** How the pixels of a PNG are stored. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly bitDepth: number;
  /** W3C PNG, table 11.1: 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
  readonly colour: PngColour;
  /** RGB triples, for a palette. */
  readonly palette: Uint8Array | null;
  /** Alpha of the palette's entries; for grey and colour the one value, as stored, that is see-through. */
  readonly transparency: Uint8Array | null;
  /** The compressed pixels, one part a chunk. */
  readonly data: readonly Uint8Array[];
}

export type PngColour = 0 | 2 | 3 | 4 | 6;

const SAMPLES: Readonly<Record<PngColour, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function samplesPerPixel(colour: PngColour): number {
  return SAMPLES[colour];
}

/** Finds the chunks that make the pixels; nothing else is looked at. Throws when one of them is damaged or missing. */
export function readPngLayout(file: Uint8Array): PngLayout {
  const data: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  for (const { type, at, length } of pngChunks(file)) {
    if (type !== "IHDR" && type !== "PLTE" && type !== "tRNS" && type !== "IDAT") continue;
    if (crc32(file.subarray(at - 4, at + length)) !== u32be(file, at + length)) {
      throw new Error(`the checksum of ${type} is wrong`);
    }
    const body = file.subarray(at, at + length);
    if (type === "PLTE") palette ??= body;
    if (type === "tRNS") transparency ??= body;
    if (type === "IDAT") data.push(body);
  }
  const colour = u8(file, 25) as PngColour;
  if (colour === 3 && palette === null) throw new Error("the palette is missing");
  return {
    width: u32be(file, 16),
    height: u32be(file, 20),
    bitDepth: u8(file, 24),
    colour,
    palette,
    // Where there is an alpha channel the chunk is not allowed.
    transparency: colour === 4 || colour === 6 ? null : transparency,
    data,
  };
}

/** The sample of channel `index` that stands for see-through, at most 16 bits. */
export function transparentSample(transparency: Uint8Array, index: number): number {
  return u16be(transparency, 2 * index);
}

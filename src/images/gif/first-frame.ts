import { u16le, u8 } from "../header/byte-view.ts";

/** The first picture of a GIF, as stored. */
export interface GifFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
  /** RGB triples, 256 at most. */
  readonly palette: Uint8Array;
  /** The index that is see-through, or null. */
  readonly transparent: number | null;
  /** Size byte of the LZW data. */
  readonly codeBits: number;
  /** LZW data, joined. */
  readonly data: Uint8Array;
}

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const SCREEN_BYTES = 13;

/** Walks to the first picture (GIF89a, sections 18 to 23). Throws when there is none. */
export function firstGifFrame(file: Uint8Array): GifFrame {
  const screen = colourTable(file, SCREEN_BYTES, u8(file, 10));
  let transparent: number | null = null;
  let at = SCREEN_BYTES + (screen?.length ?? 0);
  while (at < file.length) {
    const kind = u8(file, at);
    if (kind === IMAGE) {
      const flags = u8(file, at + 9);
      const own = colourTable(file, at + 10, flags);
      const palette = own ?? screen;
      const dataAt = at + 10 + (own?.length ?? 0);
      const codeBits = u8(file, dataAt);
      if (palette === null || codeBits < 1 || codeBits > 8) break;
      return {
        left: u16le(file, at + 1),
        top: u16le(file, at + 3),
        width: u16le(file, at + 5),
        height: u16le(file, at + 7),
        interlaced: (flags & 0x40) !== 0,
        palette,
        transparent,
        codeBits,
        data: joinBlocks(file, dataAt + 1),
      };
    }
    if (kind !== EXTENSION) break;
    const hasTransparency = u8(file, at + 1) === GRAPHIC_CONTROL && (u8(file, at + 3) & 1) === 1;
    if (hasTransparency) transparent = u8(file, at + 6);
    at = blocksEnd(file, at + 2);
  }
  throw new Error("the GIF has no picture");
}

/** The table of colours that the flags announce, or null when they announce none. */
function colourTable(file: Uint8Array, at: number, flags: number): Uint8Array | null {
  return (flags & 0x80) === 0 ? null : file.subarray(at, at + 3 * 2 ** ((flags & 7) + 1));
}

/** Where the length-prefixed blocks from `from` on end: after the empty one. */
function blocksEnd(file: Uint8Array, from: number): number {
  let at = from;
  while (at < file.length && u8(file, at) !== 0) at += u8(file, at) + 1;
  return at + 1;
}

function joinBlocks(file: Uint8Array, from: number): Uint8Array {
  const joined = new Uint8Array(Math.max(0, Math.min(blocksEnd(file, from), file.length) - from));
  let filled = 0;
  for (let at = from; at < file.length && u8(file, at) !== 0; at += u8(file, at) + 1) {
    const block = file.subarray(at + 1, at + 1 + u8(file, at));
    joined.set(block, filled);
    filled += block.length;
  }
  return joined.subarray(0, filled);
}

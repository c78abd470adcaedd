import type { Unreadable } from "../images-service.ts";
import { type PictureHeader, pictureHeader, unreadable } from "../picture-header.ts";
import { u8, u16le } from "./byte-view.ts";

const IMAGE = 0x2c;
const EXTENSION = 0x21;

/** Header of a GIF (GIF89a): screen size, and whether there is more than one frame. */
export function readGifHeader(bytes: Uint8Array): PictureHeader | Unreadable {
  const width = u16le(bytes, 6);
  const height = u16le(bytes, 8);
  if (width === 0 || height === 0) return unreadable("damaged");
  return pictureHeader({ type: "gif", width, height, alpha: true, animated: hasTwoFrames(bytes) });
}

function hasTwoFrames(bytes: Uint8Array): boolean {
  let at = 13 + colourTableBytes(u8(bytes, 10));
  let frames = 0;
  while (at < bytes.length) {
    const kind = u8(bytes, at);
    if (kind === IMAGE) {
      frames += 1;
      if (frames === 2) return true;
      at = skipBlocks(bytes, at + 11 + colourTableBytes(u8(bytes, at + 9)));
    } else if (kind === EXTENSION) {
      at = skipBlocks(bytes, at + 2);
    } else {
      return false;
    }
  }
  return false;
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Length-prefixed blocks up to the empty one. */
function skipBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && u8(bytes, at) !== 0) at += u8(bytes, at) + 1;
  return at + 1;
}

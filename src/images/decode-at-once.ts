import { blamer } from "./blame.ts";
import { decodePng } from "./codecs/png.ts";
import { decodeJpeg, SCALE_STEPS } from "./codecs/turbo-jpeg.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";

/**
 * Decodes a whole JPEG or PNG, of our own making and so a small one, and hands the pixels to `use`; they are gone when it
 * returns. The codec must have been loaded. Throws as `decodeRows`.
 */
export function decodeAtOnce<R>(file: Uint8Array, header: PictureHeader, use: (pixels: Pixels) => R): R {
  const blame = blamer(header, SCALE_STEPS);
  const checked = (pixels: Pixels): R => {
    blame.check(pixels);
    return blame.own(() => use(pixels));
  };
  try {
    if (header.type === "png") return decodePng(file, checked);
    return decodeJpeg(file, { step: SCALE_STEPS, width: header.width, height: header.height }, checked);
  } catch (error) {
    throw blame.judge(error);
  }
}

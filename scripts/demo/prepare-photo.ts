import { readFile } from "node:fs/promises";

import sharp from "sharp";

/** The browser's bounds, `src/client/shrink-picture.ts`: the whole picture, upright, at most 4,096 px, JPEG quality 0.9. */
const MAX_SIDE_PX = 4_096;
const JPEG_QUALITY = 90;

/**
 * The bytes a browser would send for this file. A file that no browser could decode, or that is small already, is sent
 * as it is: the server has to answer for it.
 */
export async function asBrowserWouldSend(file: string): Promise<Buffer<ArrayBuffer>> {
  const original = Buffer.from(await readFile(file));
  try {
    const { width, height } = await sharp(original).metadata();
    if (Math.max(width, height) <= MAX_SIDE_PX) return original;
    const small = await sharp(original)
      .rotate()
      .resize(MAX_SIDE_PX, MAX_SIDE_PX, { fit: "inside" })
      .jpeg({ quality: JPEG_QUALITY })
      .toBuffer();
    return Buffer.from(small);
  } catch {
    return original;
  }
}

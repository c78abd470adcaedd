import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import sharp from "sharp";

import { ROOT } from "../../scripts/stack/child.ts";

/** The photographs everything is derived from. */
export const PHOTOS = [
  "test/fixtures/photos/dandelion.jpg",
  "bench/photos/mountains.jpg",
  "bench/photos/friends.jpg",
].map((path) => join(ROOT, path));

/** Sizes of common cameras and phones, by rounded megapixels. */
const SIZES = [
  { megapixels: 1, width: 1_224, height: 816 },
  { megapixels: 4, width: 2_448, height: 1_632 },
  { megapixels: 12, width: 4_272, height: 2_848 },
  { megapixels: 24, width: 6_000, height: 4_000 },
  { megapixels: 48, width: 8_688, height: 5_520 },
] as const;

export interface SizedPhoto {
  readonly megapixels: number;
  readonly file: string;
}

/** One baseline JPEG a size, made from the first photograph, with a sensor's noise where it had to be enlarged. */
export async function sizedPhotos(folder: string): Promise<SizedPhoto[]> {
  mkdirSync(folder, { recursive: true });
  const made: SizedPhoto[] = [];
  for (const { megapixels, width, height } of SIZES) {
    const file = join(folder, `photo-${megapixels}.jpg`);
    if (!existsSync(file)) {
      const noisy = await noisyPixels(PHOTOS[0] ?? "", width, height);
      await sharp(noisy, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 90 })
        .toFile(file);
    }
    made.push({ megapixels, file });
  }
  return made;
}

/** RGB pixels of a photograph at any size, with noise of ±`strength`: an enlarged picture alone is far too smooth. */
export async function noisyPixels(
  photo: string,
  width: number,
  height: number,
  strength = 3,
): Promise<Buffer> {
  const data = await sharp(photo).resize(width, height, { fit: "cover" }).raw().toBuffer();
  let state = 7;
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const noise = ((state >> 16) % (2 * strength + 1)) - strength;
    data[at] = Math.min(255, Math.max(0, (data[at] ?? 0) + noise));
  }
  return data;
}

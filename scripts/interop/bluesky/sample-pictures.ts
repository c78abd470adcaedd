import { createHash } from "node:crypto";

import sharp from "sharp";

import type { Picture } from "../../../src/platforms/platform.ts";

/** A JPEG that is different for every `seed`. */
export async function jpeg(width: number, height: number, seed: number): Promise<Picture> {
  const background = { r: seed * 30, g: 90, b: 160 };
  const bytes = await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return pictureOf(bytes, "jpeg");
}

/** A type the lexicon does not take. */
export async function webp(): Promise<Picture> {
  const background = { r: 20, g: 90, b: 160 };
  const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .webp()
    .toBuffer();
  return pictureOf(bytes, "webp");
}

/** Noise does not compress: more than the 1,000,000 bytes the lexicon takes, less than a server's body limit. */
export async function noisyPng(): Promise<Picture> {
  const side = 900;
  const raw = new Uint8Array(side * side * 3);
  let state = 6;
  for (let index = 0; index < raw.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    raw[index] = state >>> 24;
  }
  return pictureOf(
    await sharp(raw, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer(),
    "png",
  );
}

function pictureOf(data: Uint8Array, format: Picture["format"]): Picture {
  const bytes = new Uint8Array(data);
  return { bytes, format, sha256: createHash("sha256").update(bytes).digest("hex"), altText: null };
}

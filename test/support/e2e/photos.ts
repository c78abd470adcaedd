import { join } from "node:path";

import sharp, { type Sharp } from "sharp";

import { ROOT } from "../../../scripts/stack/child.ts";

/** The photograph of the demo: 5312 x 2988 pixels. */
export const PHOTO = join(ROOT, "test/fixtures/photos/dandelion.jpg");

/** Smaller than the photograph, so that what is derived from it is rendered sooner. */
const WIDTH = 2_000;

/** Paths of pictures derived from the photograph. */
export interface DerivedPhotos {
  /** The photograph at fewer pixels. */
  readonly plain: string;
  /** `plain` slightly retouched: 6 % brighter and nothing else. */
  readonly brighter: string;
  /** Upside down, mirrored and blue: nobody takes it for the photograph. */
  readonly mirrored: string;
}

/** Writes them to `folder`. */
export async function derivePhotos(folder: string): Promise<DerivedPhotos> {
  const photos = {
    plain: join(folder, "plain.jpg"),
    brighter: join(folder, "brighter.jpg"),
    mirrored: join(folder, "mirrored.jpg"),
  };
  const save = (picture: Sharp, file: string) => picture.jpeg({ quality: 95 }).toFile(file);
  await save(sharp(PHOTO).resize(WIDTH), photos.plain);
  await save(sharp(photos.plain).linear(1.06, 0), photos.brighter);
  await save(sharp(photos.plain).flip().flop().tint({ r: 90, g: 140, b: 220 }), photos.mirrored);
  return photos;
}

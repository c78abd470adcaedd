import sharp from "sharp";

import { goodFile } from "../hostile/good-files.ts";

export interface HandIn {
  readonly name: string;
  readonly kind: "avatar" | "banner";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Ten pictures that somebody hands in at once: photos, two of the same bytes, one that looks well and cannot be decoded,
 * in three formats.
 */
export async function handIns(photo: string): Promise<HandIn[]> {
  const photos = [800, 1_000, 1_200, 1_600].map((width) =>
    sharp(photo).resize(width).jpeg({ quality: 85 }).toBuffer(),
  );
  const damaged = goodFile("plain.png");
  damaged.fill(0xa5, damaged.length / 2, damaged.length / 2 + 16);
  const files = [
    ...(await Promise.all(photos)),
    goodFile("plain.png"),
    goodFile("plain.png"),
    goodFile("lossless.webp"),
    goodFile("alpha.png"),
    goodFile("orientation-6.jpg"),
    damaged,
  ];
  return files.map((file, index) => ({
    name: `${index}.picture`,
    kind: index % 2 === 0 ? "avatar" : "banner",
    bytes: new Uint8Array(file),
  }));
}

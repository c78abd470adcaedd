import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import sharp, { type Sharp } from "sharp";

import { noisyPixels, PHOTOS } from "./photos.ts";

export interface BoundFile {
  /** What is at its bound. */
  readonly bound: string;
  readonly file: string;
}

interface Kind {
  readonly bound: string;
  readonly width: number;
  readonly height: number;
  /** Of the noise; more makes a larger file. */
  readonly strength?: number;
  /** Nearest-neighbour enlargement without noise: so many pixels fit into 16 MB only as a drawing. */
  readonly blocks?: boolean;
  readonly save: (picture: Sharp) => Sharp;
}

const see = (picture: Sharp) => picture.ensureAlpha(0.5);
/** One file at each bound of `src/images/bounds.ts`; those that depend on the file's size at both ends. */
const KINDS: readonly Kind[] = [
  { bound: "jpeg, 50 MP", width: 8_660, height: 5_772, strength: 6, save: (p) => p.jpeg({ quality: 85 }) },
  {
    bound: "progressive jpeg, 12 MP, the largest file for it",
    width: 4_240,
    height: 2_826,
    strength: 80,
    save: (p) => p.jpeg({ quality: 96, progressive: true }),
  },
  {
    bound: "progressive jpeg, 15.9 MP, the largest file for it",
    width: 4_880,
    height: 3_254,
    strength: 6,
    save: (p) => p.jpeg({ quality: 86, progressive: true }),
  },
  {
    bound: "progressive jpeg 4:4:4, 7.5 MP, the largest file for it",
    width: 3_350,
    height: 2_236,
    strength: 12,
    save: (p) => p.jpeg({ quality: 90, progressive: true, chromaSubsampling: "4:4:4" }),
  },
  {
    bound: "png, 50 MP, 16 bits with alpha",
    width: 8_660,
    height: 5_772,
    blocks: true,
    save: (p) => see(p).toColourspace("rgb16").png({ compressionLevel: 6 }),
  },
  {
    bound: "png, 50 MP, palette",
    width: 8_660,
    height: 5_772,
    blocks: true,
    save: (p) => p.png({ palette: true, effort: 1 }),
  },
  {
    bound: "interlaced png, 4.2 MP",
    width: 2_048,
    height: 2_048,
    save: (p) => see(p).png({ progressive: true }),
  },
  { bound: "webp, 6 MP", width: 3_000, height: 2_000, save: (p) => p.webp({ quality: 90, effort: 1 }) },
  {
    bound: "webp with alpha, 3.2 MP",
    width: 1_788,
    height: 1_788,
    save: (p) => see(p).webp({ quality: 90, effort: 1 }),
  },
  {
    bound: "lossless webp, 1.8 MP",
    width: 1_341,
    height: 1_341,
    save: (p) => see(p).webp({ lossless: true, effort: 1 }),
  },
  { bound: "gif, 4 MP", width: 2_000, height: 2_000, strength: 1, save: (p) => p.gif({ effort: 1 }) },
];

/** Makes what is missing in `folder`. The two moving ones are the still ones twice. */
export async function boundFiles(folder: string): Promise<BoundFile[]> {
  mkdirSync(folder, { recursive: true });
  const made: BoundFile[] = [];
  for (const [index, kind] of KINDS.entries()) {
    const file = join(folder, `bound-${index}`);
    if (!existsSync(file)) writeFileSync(file, await kind.save(await draw(kind)).toBuffer());
    made.push({ bound: kind.bound, file });
  }
  const moving = join(folder, "bound-moving");
  if (!existsSync(moving)) writeFileSync(moving, await movingWebp());
  made.push({ bound: "moving webp, 4 MP", file: moving });
  return made.map((each) => ({ ...each, bound: `${each.bound} (${sizeOf(each.file)} MB)` }));
}

async function draw({ width, height, strength = 3, blocks = false }: Kind): Promise<Sharp> {
  const [photo = ""] = PHOTOS;
  if (!blocks) {
    return sharp(await noisyPixels(photo, width, height, strength), { raw: { width, height, channels: 3 } });
  }
  const small = { width: 433, height: 289 };
  const pixels = await sharp(photo).resize(small.width, small.height).raw().toBuffer();
  return sharp(pixels, { raw: { ...small, channels: 3 } }).resize(width, height, {
    kernel: "nearest",
    fit: "fill",
  });
}

function movingWebp(): Promise<Buffer> {
  const side = 2_000;
  return noisyPixels(PHOTOS[0] ?? "", side, side).then((pixels) =>
    sharp(Buffer.concat([pixels, pixels]), {
      raw: { width: side, height: 2 * side, channels: 3, pageHeight: side },
    })
      .webp({ quality: 90, effort: 1 })
      .toBuffer(),
  );
}

function sizeOf(file: string): string {
  return (readFileSync(file).length / 1e6).toFixed(1);
}

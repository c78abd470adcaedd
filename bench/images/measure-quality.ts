import sharp from "sharp";

import { PHOTOS } from "./photos.ts";
import { render } from "./render.ts";
import { losslessSpec } from "./specs.ts";
import { lumaOf, ssim } from "./ssim.ts";
import type { BenchWorker } from "./start-worker.ts";

export interface QualityReport {
  readonly pictures: number;
  readonly ssimMean: number;
  readonly ssimLeast: number;
  readonly least: string;
  /** 1-pixel chequers of black and white, shrunk: 188 in linear light, 128 in stored values. */
  readonly checkerboard: number;
}

interface Piece {
  readonly name: string;
  readonly file: Buffer;
  readonly width: number;
  readonly height: number;
}

const TARGETS = {
  square: { width: 400, height: 400, aspect: 1 },
  strip: { width: 1_500, height: 500, aspect: 3 },
} as const;
/** Where each photograph is cut, as shares of its width and of the room there is. */
const SQUARES = [
  [1, 0.5, 0.5],
  [0.8, 0, 0],
  [0.8, 1, 1],
  [0.6, 0.2, 0.8],
  [0.6, 0.9, 0.1],
  [0.45, 0.5, 0.5],
  [0.45, 0.05, 0.6],
  [0.35, 0.8, 0.8],
] as const;
const STRIPS = [
  [1, 0.5, 0.5],
  [1, 0.5, 0],
  [0.9, 0, 1],
] as const;

/** Compares the pixels before any encoder with what sharp makes in linear light, over pieces of all photographs. */
export async function measureQuality(worker: BenchWorker): Promise<QualityReport> {
  const rows: { name: string; value: number }[] = [];
  for (const photo of PHOTOS) {
    for (const piece of await piecesOf(photo)) {
      const value = await compare(worker, piece);
      process.stderr.write(`${piece.name}: SSIM ${value.toFixed(5)}\n`);
      rows.push({ name: piece.name, value });
    }
  }
  const sorted = rows.toSorted((a, b) => a.value - b.value);
  return {
    pictures: rows.length,
    ssimMean: round5(rows.reduce((sum, { value }) => sum + value, 0) / rows.length),
    ssimLeast: round5(sorted[0]?.value ?? 0),
    least: sorted[0]?.name ?? "",
    checkerboard: await checkerboard(worker),
  };
}

/** Cut out beforehand, so that both sides get the same pixels and neither has to cut. */
async function piecesOf(photo: string): Promise<Piece[]> {
  const { width: whole, height: high } = await sharp(photo).metadata();
  const pieces: Piece[] = [];
  for (const [target, cuts] of [
    [TARGETS.square, SQUARES],
    [TARGETS.strip, STRIPS],
  ] as const) {
    for (const [share, x, y] of cuts) {
      // A multiple of the aspect, so that the piece has exactly the shape of the target.
      const height = Math.floor((Math.min(whole, high * target.aspect) * share) / target.aspect);
      const width = height * target.aspect;
      if (width < target.width) continue;
      const left = Math.floor((whole - width) * x);
      const top = Math.floor((high - height) * y);
      const file = await sharp(photo)
        .extract({ left, top, width, height })
        .jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
        .toBuffer();
      const name = `${photo.split("/").at(-1)} ${width}×${height}+${left}+${top} to ${target.width}×${target.height}`;
      pieces.push({ name, file, width: target.width, height: target.height });
    }
  }
  return pieces;
}

async function compare(worker: BenchWorker, { file, width, height }: Piece): Promise<number> {
  const { files } = await render(worker, file, "avatar", [losslessSpec(width, height)]);
  const ours = await sharp(files[0]).raw().toBuffer({ resolveWithObject: true });
  const theirs = await sharp(file)
    .pipelineColourspace("scrgb")
    .resize(width, height, { fit: "fill", kernel: "lanczos3" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return ssim(
    lumaOf(ours.data, ours.info.channels, width, height),
    lumaOf(theirs.data, theirs.info.channels, width, height),
  );
}

async function checkerboard(worker: BenchWorker): Promise<number> {
  const side = 512;
  const data = Buffer.alloc(side * side * 3);
  for (let at = 0; at < side * side; at += 1) {
    const white = ((at % side) + Math.floor(at / side)) % 2 === 0;
    data.fill(white ? 255 : 0, at * 3, at * 3 + 3);
  }
  const file = await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  const { files } = await render(worker, file, "avatar", [losslessSpec(64, 64)]);
  const { data: small, info } = await sharp(files[0]).raw().toBuffer({ resolveWithObject: true });
  return small[(32 * 64 + 32) * info.channels] ?? 0;
}

function round5(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}

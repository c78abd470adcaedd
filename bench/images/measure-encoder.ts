import sharp from "sharp";

import { PHOTOS } from "./photos.ts";
import { lumaOf, type Luma, ssim } from "./ssim.ts";
import type { BenchWorker } from "./start-worker.ts";

export interface EncoderReport {
  readonly pictures: number;
  /** Our bytes over those of sharp's mozjpeg at the same SSIM, as a mean and at its worst. */
  readonly bytesRatio: number;
  readonly bytesRatioMost: number;
}

interface Point {
  readonly ssim: number;
  readonly bytes: number;
}

const SIZES = [
  { width: 400, height: 400 },
  { width: 1_500, height: 500 },
] as const;
const QUALITIES = [65, 75, 85, 92] as const;
/** Compared at the similarity that sharp reaches with these. */
const COMPARED = [1, 2] as const;

/** Encodes the same pixels here and there and compares the sizes where the loss is the same. */
export async function measureEncoder(worker: BenchWorker): Promise<EncoderReport> {
  const ratios: number[] = [];
  for (const photo of PHOTOS) {
    for (const { width, height } of SIZES) {
      const rgba = await sharp(photo).resize(width, height, { fit: "cover" }).ensureAlpha().raw().toBuffer();
      const reference = lumaOf(rgba, 4, width, height);
      const raw = { width, height, channels: 4 } as const;
      const ours = await points(reference, (quality) => encode(worker, rgba, width, height, quality));
      const theirs = await points(reference, (quality) =>
        sharp(rgba, { raw }).jpeg({ quality, mozjpeg: true }).toBuffer(),
      );
      for (const index of COMPARED) {
        const point = theirs[index];
        if (point !== undefined) ratios.push(bytesAt(ours, point.ssim) / point.bytes);
      }
    }
  }
  return {
    pictures: PHOTOS.length * SIZES.length,
    bytesRatio: round3(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length),
    bytesRatioMost: round3(Math.max(...ratios)),
  };
}

async function encode(
  worker: BenchWorker,
  rgba: Buffer,
  width: number,
  height: number,
  quality: number,
): Promise<Buffer> {
  const path = `/encode?width=${width}&height=${height}&quality=${quality}`;
  const response = await worker.fetch(path, { method: "POST", body: new Uint8Array(rgba) });
  return Buffer.from(await response.arrayBuffer());
}

async function points(reference: Luma, make: (quality: number) => Promise<Buffer>): Promise<Point[]> {
  const { width, height } = reference;
  const all: Point[] = [];
  for (const quality of QUALITIES) {
    const file = await make(quality);
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    all.push({ ssim: ssim(reference, lumaOf(data, info.channels, width, height)), bytes: file.length });
  }
  return all;
}

/** Between the two nearest points; sizes grow by a factor with the loss that is left. */
function bytesAt(curve: readonly Point[], wanted: number): number {
  const above = curve.findIndex((point) => point.ssim >= wanted);
  const at = Math.min(Math.max(above, 1), curve.length - 1);
  const [low, high] = [curve[at - 1], curve[at]];
  if (low === undefined || high === undefined) return Number.NaN;
  const loss = (value: number) => Math.log(1 - value);
  const share = (loss(wanted) - loss(low.ssim)) / (loss(high.ssim) - loss(low.ssim));
  return Math.exp(Math.log(low.bytes) + share * Math.log(high.bytes / low.bytes));
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

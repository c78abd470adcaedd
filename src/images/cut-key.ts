import type { Crop } from "./geometry.ts";

/** What decides how a file's pixels come about. */
export interface CutSpec {
  readonly width: number;
  readonly height: number;
  /** Null or absent: the largest centred part. */
  readonly crop?: Crop | null;
}

/** One name for all files that are cut alike: same size, same crop. */
export function cutKey({ width, height, crop }: CutSpec): string {
  const size = `${width}x${height}`;
  if (crop === null || crop === undefined) return size;
  return `${size} ${crop.x} ${crop.y} ${crop.width} ${crop.height} ${crop.rotation}`;
}

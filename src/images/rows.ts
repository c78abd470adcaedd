import type { Pixels } from "./pixels.ts";

/** What rows look like: bytes a pixel as in `Pixels`, and how many pixels there are. */
export interface RowFormat {
  /** Bytes a pixel, RGB or RGBA. */
  readonly channels: 3 | 4;
  /** True when no pixel is see-through, whatever `channels` says: alpha then need not be looked at. */
  readonly opaque: boolean;
  readonly width: number;
  readonly height: number;
}

/** Takes the rows of a picture one after the other, from the top; each is gone when the call returns. */
export type RowSink = (row: number, bytes: Uint8Array) => void;

/** Hands the rows of decoded pixels to a sink. */
export function sendRows({ data, channels, width, height }: Pixels, sink: RowSink): void {
  const length = width * channels;
  for (let row = 0; row < height; row += 1) sink(row, data.subarray(row * length, (row + 1) * length));
}

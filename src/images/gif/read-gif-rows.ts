import { placeRows } from "../place-rows.ts";
import type { RowFormat, RowSink } from "../rows.ts";
import { firstGifFrame } from "./first-frame.ts";
import { unpackLzw } from "./lzw.ts";

/** Starts and steps of the four passes of an interlaced picture (GIF89a, appendix E). */
const PASSES = [
  { from: 0, step: 8 },
  { from: 4, step: 8 },
  { from: 2, step: 4 },
  { from: 1, step: 2 },
] as const;

/**
 * Decodes the first frame of a GIF onto a see-through canvas of the given size and hands its rows on. Holds one byte a
 * pixel of the frame. Throws for a frame that is damaged or cut off.
 */
export function readGifRows(
  file: Uint8Array,
  canvas: { readonly width: number; readonly height: number },
  begin: (format: RowFormat) => RowSink,
): void {
  const frame = firstGifFrame(file);
  const { width, height, palette, transparent } = frame;
  if (frame.left + width > canvas.width || frame.top + height > canvas.height || width * height === 0) {
    throw new Error("the first frame is not within its canvas");
  }
  const indexes = new Uint8Array(width * height);
  if (unpackLzw(frame.data, frame.codeBits, indexes) < indexes.length) throw new Error("the GIF ends early");
  const colours = new Uint8Array(256 * 4);
  for (let index = 0; index * 3 + 2 < palette.length; index += 1) {
    colours.set(palette.subarray(index * 3, index * 3 + 3), index * 4);
    colours[index * 4 + 3] = 255;
  }
  if (transparent !== null) colours.fill(0, transparent * 4, transparent * 4 + 4);
  const order = frame.interlaced ? interlacedOrder(height) : null;
  const place = placeRows(canvas, frame, begin);
  const row = new Uint8Array(width * 4);
  for (let y = 0; y < height; y += 1) {
    const from = (order?.[y] ?? y) * width;
    for (let x = 0; x < width; x += 1) {
      const colour = (indexes[from + x] as number) * 4;
      row.set(colours.subarray(colour, colour + 4), x * 4);
    }
    place.row(y, row);
  }
  place.end();
}

/** Where each row of the picture is stored. */
function interlacedOrder(height: number): Int32Array {
  const order = new Int32Array(height);
  let stored = 0;
  for (const { from, step } of PASSES) {
    for (let y = from; y < height; y += step) {
      order[y] = stored;
      stored += 1;
    }
  }
  return order;
}

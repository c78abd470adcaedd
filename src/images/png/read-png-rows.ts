import type { RowFormat, RowSink } from "../rows.ts";
import { expandedChannels, rowExpander } from "./expand-row.ts";
import { inflate } from "./inflate.ts";
import { type PngLayout, readPngLayout, samplesPerPixel } from "./png-layout.ts";
import { unfilter } from "./unfilter.ts";

/**
 * Decodes a PNG that is not interlaced, of any colour type and depth, and hands its rows on as they come: two rows are
 * all that is kept. Throws for a file that is damaged or ends early, after rows that were right.
 */
export async function readPngRows(file: Uint8Array, begin: (format: RowFormat) => RowSink): Promise<void> {
  const layout = readPngLayout(file);
  const channels = expandedChannels(layout);
  const { width, height } = layout;
  const sink = begin({ channels, opaque: channels === 3, width, height });
  const rows = rowAssembler(layout, sink);
  await inflate(layout.data, (bytes) => rows.take(bytes));
  if (rows.count() < height) throw new Error(`${rows.count()} of ${height} rows are there`);
}

/** Puts inflated bytes together to rows. Each row begins with the number of its filter. */
function rowAssembler(layout: PngLayout, sink: RowSink) {
  const bits = layout.bitDepth * samplesPerPixel(layout.colour);
  const length = Math.ceil((layout.width * bits) / 8);
  const step = Math.max(1, bits >> 3);
  const expand = rowExpander(layout);
  let current = new Uint8Array(1 + length);
  let previous = new Uint8Array(1 + length);
  let filled = 0;
  let count = 0;
  return {
    count: () => count,
    take(bytes: Uint8Array): "more" | "enough" {
      for (let at = 0; at < bytes.length && count < layout.height;) {
        const part = bytes.subarray(at, at + current.length - filled);
        current.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < current.length) break;
        const row = current.subarray(1);
        unfilter(current[0] as number, row, previous.subarray(1), step);
        sink(count, expand(row));
        [current, previous] = [previous, current];
        filled = 0;
        count += 1;
      }
      return count < layout.height ? "more" : "enough";
    },
  };
}

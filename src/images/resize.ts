import { cutRows } from "./cut-rows.ts";
import type { Pixels } from "./pixels.ts";
import { sendRows } from "./rows.ts";
import type { Rect } from "./turn.ts";

/**
 * Cuts `rect` out of `source` and resizes it to RGBA: Lanczos with three lobes, in linear light, alpha premultiplied. Works row
 * by row straight from the decoder's memory, so a source pixel costs no further bytes. Pixels outside `rect` never
 * bleed in. `data` is what it is written to, zeroed.
 */
export function resize(
  source: Pixels,
  rect: Rect,
  width: number,
  height: number,
  data: Uint8Array = new Uint8Array(width * height * 4),
): Pixels {
  const format = { ...source, opaque: source.channels === 3 };
  const out = { data, origin: 0, right: 1, down: width };
  sendRows(source, cutRows(format, [{ rect, width, height, out }], Number.POSITIVE_INFINITY));
  return { data, channels: 4, width, height };
}

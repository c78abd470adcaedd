import type { RowFormat } from "./rows.ts";
import { LINEAR_OF_BYTE } from "./srgb.ts";

/** Numbers a pixel in a line of linear light: red, green, blue, and alpha where there is any. */
export type Lanes = 3 | 4;

/** Turns a row of bytes into linear light, premultiplied with alpha; only the columns from `from` to before `to`. */
export type Lineariser = (bytes: Uint8Array, line: Float64Array, from: number, to: number) => void;

export function lanesOf({ opaque }: RowFormat): Lanes {
  return opaque ? 3 : 4;
}

/** The conversion for rows of this format. A line has `lanesOf(format)` numbers a pixel. */
export function lineariser(format: RowFormat): Lineariser {
  if (!format.opaque) return withAlpha;
  return format.channels === 3 ? opaqueRgb : opaqueRgba;
}

const opaqueRgb: Lineariser = (bytes, line, from, to) => {
  for (let at = from * 3; at < to * 3; at += 1) line[at] = LINEAR_OF_BYTE[bytes[at] as number] as number;
};

const opaqueRgba: Lineariser = (bytes, line, from, to) => {
  for (let column = from, out = from * 3; column < to; column += 1, out += 3) {
    const at = column * 4;
    line[out] = LINEAR_OF_BYTE[bytes[at] as number] as number;
    line[out + 1] = LINEAR_OF_BYTE[bytes[at + 1] as number] as number;
    line[out + 2] = LINEAR_OF_BYTE[bytes[at + 2] as number] as number;
  }
};

const withAlpha: Lineariser = (bytes, line, from, to) => {
  for (let at = from * 4; at < to * 4; at += 4) {
    const alpha = (bytes[at + 3] as number) / 255;
    line[at] = (LINEAR_OF_BYTE[bytes[at] as number] as number) * alpha;
    line[at + 1] = (LINEAR_OF_BYTE[bytes[at + 1] as number] as number) * alpha;
    line[at + 2] = (LINEAR_OF_BYTE[bytes[at + 2] as number] as number) * alpha;
    line[at + 3] = alpha;
  }
};

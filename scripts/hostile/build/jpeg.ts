/** JPEG files, right or wrong, from their parts (ITU-T T.81, annex B). */
import { listParts } from "../structure/list-parts.ts";

export const SOI = Buffer.from([0xff, 0xd8]);
export const EOI = Buffer.from([0xff, 0xd9]);

/** A marker segment; `length` may lie. */
export function segment(marker: number, data: Uint8Array, length = data.length + 2): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(length & 0xffff, 2);
  return Buffer.concat([head, data]);
}

export interface Frame {
  readonly marker?: number;
  readonly width: number;
  readonly height: number;
  readonly precision?: number;
  /** Sampling factors of each component, such as 0x22. */
  readonly factors?: readonly number[];
}

export function sof({
  marker = 0xc0,
  width,
  height,
  precision = 8,
  factors = [0x22, 0x11, 0x11],
}: Frame): Buffer {
  const data = Buffer.alloc(6 + 3 * factors.length);
  data[0] = precision;
  data.writeUInt16BE(height, 1);
  data.writeUInt16BE(width, 3);
  data[5] = factors.length;
  factors.forEach((factor, index) => data.set([index + 1, factor, index === 0 ? 0 : 1], 6 + 3 * index));
  return segment(marker, data);
}

export function sos(
  components: number,
  spectral: readonly [start: number, end: number, approximation: number] = [0, 63, 0],
): Buffer {
  const selectors = Array.from({ length: components }, (_, index) => [index + 1, index === 0 ? 0x00 : 0x11]);
  return segment(0xda, Buffer.from([components, ...selectors.flat(), ...spectral]));
}

/** The tables of a good file, to stand in others. */
export function tablesOf(good: Uint8Array): Buffer {
  const tables = listParts(good).filter(({ name }) => name === "DQT" || name === "DHT");
  return Buffer.concat(tables.map(({ start, end }) => good.subarray(start, end)));
}

/** `extra` right behind the start of a good file. */
export function withSegments(good: Uint8Array, ...extra: readonly Uint8Array[]): Buffer {
  return Buffer.concat([good.subarray(0, 2), ...extra, good.subarray(2)]);
}

/** A good file whose frame header is another one. */
export function withFrame(good: Uint8Array, frame: Buffer): Buffer {
  const found = listParts(good).find(({ name }) => name === "SOF0" || name === "SOF2");
  if (found === undefined) throw new Error("the good file has no frame");
  return Buffer.concat([good.subarray(0, found.start), frame, good.subarray(found.end)]);
}

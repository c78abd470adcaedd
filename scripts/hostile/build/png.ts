/** PNG files, right or wrong, from their parts (W3C PNG, third edition). */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

export const GREY = 0;
export const RGB = 2;
export const PALETTE = 3;
export const RGBA = 6;
const CHANNELS: Readonly<Record<number, number>> = { [GREY]: 1, [RGB]: 3, [PALETTE]: 1, [RGBA]: 4, 4: 2 };

export interface PngShape {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly interlaced?: boolean;
}

/** A chunk; `crc` and `length` may lie. */
export function chunk(
  type: string,
  data: Uint8Array = Buffer.alloc(0),
  lies: { readonly crc?: number; readonly length?: number } = {},
): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE((lies.length ?? data.length) >>> 0, 0);
  head.write(type, 4, "latin1");
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(lies.crc ?? crc32(data, crc32(head.subarray(4))), 0);
  return Buffer.concat([head, data, tail]);
}

export function ihdr({ width, height, depth = 8, colour = RGB, interlaced = false }: PngShape): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  return chunk("IHDR", data);
}

/** Bytes of all rows, filter bytes included, without interlacing. */
export function rawBytes({ width, height, depth = 8, colour = RGB }: PngShape): number {
  return height * (1 + Math.ceil((width * depth * (CHANNELS[colour] ?? 1)) / 8));
}

/** Pixels of one value, compressed; `bytes` as many as the shape needs unless something else is wanted. */
export function idat(shape: PngShape, bytes = rawBytes(shape), value = 0): Buffer {
  return chunk("IDAT", deflateSync(Buffer.alloc(bytes, value), { level: 9 }));
}

export function png(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([SIGNATURE, ...chunks]);
}

export const IEND = chunk("IEND");

/** A whole, right file of one colour, with further chunks before the pixels. */
export function plainPng(shape: PngShape, ...before: readonly Buffer[]): Buffer {
  const palette = shape.colour === PALETTE ? [chunk("PLTE", Buffer.from([0, 0, 0, 255, 255, 255]))] : [];
  return png(ihdr(shape), ...before, ...palette, idat(shape), IEND);
}

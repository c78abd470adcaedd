/** WebP files, right or wrong, from their chunks (RFC 9649). */
import { listParts } from "../structure/list-parts.ts";

/** A chunk with its padding; `length` may lie. */
export function riffChunk(type: string, data: Uint8Array, length = data.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32LE(length >>> 0, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** The file; `length` may lie. */
export function webp(chunks: readonly Buffer[], length?: number): Buffer {
  const body = Buffer.concat([Buffer.from("WEBP", "latin1"), ...chunks]);
  const head = Buffer.alloc(8);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE((length ?? body.length) >>> 0, 4);
  return Buffer.concat([head, body]);
}

export const FLAGS = { animation: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10, icc: 0x20 } as const;

export function vp8x(flags: number, width: number, height: number): Buffer {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return riffChunk("VP8X", data);
}

/** The chunks of a good file, as they stand in it. */
export function chunksOf(good: Uint8Array): Buffer[] {
  return listParts(good)
    .filter(({ name }) => name !== "RIFF")
    .map(({ start, end }) => Buffer.from(good.subarray(start, end)));
}

/** Width and height of the coded picture of a good, simple file. */
export function codedSize(good: Uint8Array): { width: number; height: number } {
  const data = Buffer.from(good).subarray(20);
  if (data[0] !== 0x2f)
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** GIF files, right or wrong, from their blocks (GIF89a). */

export function gifHeader(width: number, height: number, flags = 0x80): Buffer {
  const head = Buffer.from("GIF89a\0\0\0\0\0\0\0", "latin1");
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  head[10] = flags;
  return Buffer.concat([head, Buffer.alloc((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1), 0x40)]);
}

/** A frame of one colour; `codes` is its compressed data. */
export function gifFrame(
  width: number,
  height: number,
  codes = Buffer.from([0x44, 0x01]),
  minimum = 2,
): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x2c;
  head.writeUInt16LE(width, 5);
  head.writeUInt16LE(height, 7);
  return Buffer.concat([head, Buffer.from([minimum, codes.length]), codes, Buffer.from([0])]);
}

export const GIF_END = Buffer.from([0x3b]);

/** EXIF blocks, right or wrong (TIFF structure, little-endian). */

export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The value itself, or where it stands. */
  readonly value: number;
}

export const TEXT = 2;
export const SHORT = 3;
export const LONG = 4;
export const RATIONAL = 5;
export const ORIENTATION = 0x0112;
export const GPS_DIRECTORY = 0x8825;
export const EXIF_DIRECTORY = 0x8769;

/** One directory at offset 8; `count` and `next` may lie. Without the `Exif\0\0` in front. */
export function tiff(
  entries: readonly Entry[],
  lies: { readonly count?: number; readonly next?: number } = {},
): Buffer {
  const head = Buffer.from("II*\0\x08\0\0\0", "latin1");
  return Buffer.concat([head, directory(entries, lies)]);
}

function directory(
  entries: readonly Entry[],
  lies: { readonly count?: number; readonly next?: number } = {},
): Buffer {
  const block = Buffer.alloc(2 + entries.length * 12 + 4);
  block.writeUInt16LE(lies.count ?? entries.length, 0);
  entries.forEach(({ tag, type, count, value }, index) => {
    const at = 2 + index * 12;
    block.writeUInt16LE(tag, at);
    block.writeUInt16LE(type, at + 2);
    block.writeUInt32LE(count >>> 0, at + 4);
    block.writeUInt32LE(value >>> 0, at + 8);
  });
  block.writeUInt32LE((lies.next ?? 0) >>> 0, 2 + entries.length * 12);
  return block;
}

/** What a phone writes: who, with what, when, and where it stood when the picture was taken. */
export function phoneExif(orientation: number): Buffer {
  const make = Buffer.from("Secretphone\0", "latin1");
  const taken = Buffer.from("2026:11:22 12:34:56\0", "latin1");
  const place = Buffer.alloc(24);
  [53, 1, 20, 1, 0, 1].forEach((value, index) => place.writeUInt32LE(value, index * 4));
  const [first, second] = [8 + 2 + 4 * 12 + 4, 2 + 4 * 12 + 4];
  const values = first + second;
  const [makeAt, takenAt, placeAt] = [values, values + make.length, values + make.length + taken.length];
  return Buffer.concat([
    tiff([
      { tag: 0x010f, type: TEXT, count: make.length, value: makeAt },
      { tag: ORIENTATION, type: SHORT, count: 1, value: orientation },
      { tag: 0x0132, type: TEXT, count: taken.length, value: takenAt },
      { tag: GPS_DIRECTORY, type: LONG, count: 1, value: first },
    ]),
    directory([
      { tag: 1, type: TEXT, count: 2, value: 0x4e },
      { tag: 2, type: RATIONAL, count: 3, value: placeAt },
      { tag: 3, type: TEXT, count: 2, value: 0x57 },
      { tag: 4, type: RATIONAL, count: 3, value: placeAt },
    ]),
    make,
    taken,
    place,
  ]);
}

/** The body of a JPEG's APP1. */
export function exifBody(block: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), block]);
}

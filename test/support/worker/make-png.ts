import { crc32 } from "../../../src/images/png/crc32.ts";

interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colour: number;
  /** Packed rows, without filter bytes. */
  readonly rows: readonly Uint8Array[];
  /** Filter of each row, taken in turn. */
  readonly filters?: readonly number[];
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** Length of each IDAT chunk but the last. */
  readonly split?: number;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A PNG of any colour type, depth and filter: what picture programs write is only some of them. */
export async function makePng(parts: PngParts): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, bitDepth, colour, rows, filters = [0], palette, transparency, split } = parts;
  const step = Math.max(1, ((SAMPLES[colour] ?? 1) * bitDepth) >> 3);
  const filtered = rows.map((row, y) => {
    const filter = filters[y % filters.length] ?? 0;
    return Uint8Array.of(
      filter,
      ...applyFilter(filter, row, rows[y - 1] ?? new Uint8Array(row.length), step),
    );
  });
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  [bitDepth, colour, 0, 0, 0].forEach((value, at) => header.setUint8(8 + at, value));
  const data = await deflate(filtered);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += split ?? data.length)
    pieces.push(data.subarray(at, at + (split ?? data.length)));
  return join([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", new Uint8Array(header.buffer)),
    ...(palette === undefined ? [] : [chunk("PLTE", Uint8Array.from(palette))]),
    ...(transparency === undefined ? [] : [chunk("tRNS", Uint8Array.from(transparency))]),
    ...pieces.map((piece) => chunk("IDAT", piece)),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** W3C PNG, 9.2: what the decoder has to undo. */
function applyFilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): Uint8Array {
  return row.map((value, at) => {
    const a = at >= step ? (row[at - step] ?? 0) : 0;
    const b = above[at] ?? 0;
    const c = at >= step ? (above[at - step] ?? 0) : 0;
    const p = a + b - c;
    const paeth = [a, b, c].toSorted((x, y) => Math.abs(p - x) - Math.abs(p - y))[0] ?? 0;
    return value - ([0, a, b, (a + b) >> 1, paeth][filter] ?? 0);
  });
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = join([new TextEncoder().encode(type), data]);
  const out = new Uint8Array(body.length + 8);
  new DataView(out.buffer).setUint32(0, data.length);
  out.set(body, 4);
  new DataView(out.buffer).setUint32(body.length + 4, crc32(body));
  return out;
}

async function deflate(rows: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array> {
  const stream = new Blob([...rows]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

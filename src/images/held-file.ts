import type { Buffers } from "./buffer-pool.ts";
import { type StoredJpeg, storeJpeg, turboJpeg } from "./codecs/turbo-jpeg.ts";

/** A file that is still on its way. */
export interface FileSource {
  readonly size: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** A whole file, kept where its decoder wants it. */
export interface HeldFile {
  /** Valid until the next decoding. */
  readonly bytes: () => Uint8Array;
  readonly size: number;
  /** Where it lies, if in the JPEG decoder's memory. */
  readonly stored: StoredJpeg | null;
  /** Bytes that are neither the decoder's nor the buffer pool's. */
  readonly outside: number;
  /** For the end of decoding: lets go of the bytes. */
  readonly release: () => void;
}

const READ_BYTES = 65_536;
const JPEG_START = [0xff, 0xd8, 0xff] as const;

/** A file whose bytes are there already. */
export function holdBytes(bytes: Uint8Array): HeldFile {
  let held = bytes;
  const release = () => {
    held = new Uint8Array();
  };
  return { bytes: () => held, size: bytes.length, stored: null, outside: bytes.length, release };
}

/**
 * Reads a file to its end: a JPEG straight into its decoder's memory, where no second copy of it is needed. Throws when
 * it has not the bytes it announced: the store failed, the file is not to blame.
 */
export async function holdStream({ size, body }: FileSource, buffers: Buffers): Promise<HeldFile> {
  const parts = readParts(body);
  let first = await parts.next();
  const isJpeg = first.done !== true && JPEG_START.every((byte, at) => first.value?.[at] === byte);
  if (isJpeg) await turboJpeg.load();
  const stored = isJpeg ? storeJpeg(size) : null;
  const buffer = buffers.take(stored === null ? size : 0);
  const bytes = () => stored?.bytes() ?? buffer;
  let filled = 0;
  for (; first.done !== true; first = await parts.next()) {
    if (filled + first.value.length > size)
      throw new Error(`the store gave more than the ${size} bytes of the file`);
    bytes().set(first.value, filled);
    filled += first.value.length;
  }
  if (filled < size) throw new Error(`the store gave ${filled} of the ${size} bytes of the file`);
  let there = true;
  const release = () => {
    if (there) stored?.free();
    there = false;
  };
  return { bytes, size, stored, outside: 0, release };
}

/** The stream's bytes, all read into one buffer: each part is gone when the next is asked for. The first has the type's mark. */
async function* readParts(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader({ mode: "byob" });
  let memory = new ArrayBuffer(READ_BYTES);
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(memory, filled));
      if (value !== undefined) {
        memory = value.buffer as ArrayBuffer;
        filled += value.length;
      }
      if (filled >= JPEG_START.length || (done && filled > 0)) {
        yield new Uint8Array(memory, 0, filled);
        filled = 0;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}

import turboModule from "@cwasm/jpeg-turbo/jpeg-turbo.wasm";

import type { Pixels } from "../pixels.ts";
import { CodecMissingError, createCodecSlot, type LoadedCodec } from "./codec-slot.ts";

/** The exports of libjpeg-turbo's TurboJPEG API that are used; addresses and sizes are byte counts. */
interface TurboExports {
  readonly memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(address: number): void;
  tjInitDecompress(): number;
  tjDestroy(handle: number): number;
  tjDecompressHeader3(
    handle: number,
    file: number,
    size: number,
    width: number,
    height: number,
    sampling: number,
    colour: number,
  ): number;
  tjDecompress2(
    handle: number,
    file: number,
    size: number,
    out: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ): number;
}

const RGB = 0;
const CHANNELS = 3;
/** Scaling denominators of libjpeg: every side may be decoded at n/8. */
export const SCALE_STEPS = 8;

export const turboJpeg = createCodecSlot<TurboExports>(start);

/** The length of a side decoded at `step`/8, rounded as libjpeg does. */
export function scaledSide(side: number, step: number): number {
  return Math.ceil((side * step) / SCALE_STEPS);
}

interface JpegDecodeOptions {
  /** 1 to 8: decode at that many eighths of the size. The inverse DCT then makes fewer pixels, which costs less of everything. */
  readonly step: number;
  /** Size in the header that passed the bounds. A file in which the decoder finds another one is refused. */
  readonly width: number;
  readonly height: number;
}

/** A file that lies in the decoder's own memory, so that decoding it needs no copy. */
export interface StoredJpeg {
  /** A view of the file; the decoder's memory may move, so a view lasts until the next decoding. */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
  readonly at: number;
  readonly size: number;
  /** Whose memory it is. */
  readonly owner: TurboExports;
  /** Gives the memory back to the decoder. */
  readonly free: () => void;
}

/** Room for a file of `size` bytes in the decoder's memory. The decoder must have been loaded. */
export function storeJpeg(size: number): StoredJpeg {
  return turboJpeg.run((owner) => {
    const at = allocate(owner, size);
    const bytes = () => new Uint8Array(owner.memory.buffer as ArrayBuffer, at, size);
    // An instance that failed is gone with all its memory.
    const free = () => {
      if (turboJpeg.has(owner)) owner.free(at);
    };
    return { bytes, at, size, owner, free };
  });
}

/**
 * Decodes and hands the pixels to `use`; they are a view of the codec's memory and gone when it returns. A file that is
 * not stored there is copied into it.
 */
export function decodeJpeg<R>(
  file: Uint8Array | StoredJpeg,
  options: JpegDecodeOptions,
  use: (pixels: Pixels) => R,
): R {
  return turboJpeg.run((turbo) => {
    if (!(file instanceof Uint8Array)) return decodeStored(turbo, file, options, use);
    const stored = storeJpeg(file.length);
    stored.bytes().set(file);
    const result = decodeStored(turbo, stored, options, use);
    stored.free();
    return result;
  });
}

function decodeStored<R>(
  turbo: TurboExports,
  stored: StoredJpeg,
  options: JpegDecodeOptions,
  use: (pixels: Pixels) => R,
): R {
  if (stored.owner !== turbo) throw new CodecMissingError("the decoder that holds the file is gone");
  const handle = turbo.tjInitDecompress();
  if (handle === 0) throw new Error("libjpeg-turbo could not start");
  checkSize(turbo, handle, stored, options);
  const width = scaledSide(options.width, options.step);
  const height = scaledSide(options.height, options.step);
  const outAt = allocate(turbo, width * height * CHANNELS);
  const view = () => new Uint8Array(turbo.memory.buffer, outAt, width * height * CHANNELS);
  // Whatever the decoder leaves out must not show what this memory held before.
  view().fill(0);
  const { at, size } = stored;
  const pitch = width * CHANNELS;
  const status = turbo.tjDecompress2(handle, at, size, outAt, width, pitch, height, RGB, 0);
  turbo.tjDestroy(handle);
  // A status is a warning about irregular data that was skipped or filled in; true errors leave through `longjmp`.
  const data = view();
  if (status !== 0 && data.every((value) => value === 0)) throw new Error("libjpeg-turbo gave no picture");
  const result = use({ data, channels: CHANNELS, width, height });
  turbo.free(outAt);
  return result;
}

function start(): LoadedCodec<TurboExports> {
  const refuse = (name: string) => () => {
    throw new Error(`libjpeg-turbo called ${name}`);
  };
  const instance = new WebAssembly.Instance(turboModule, {
    env: { setjmp: () => 0, longjmp: refuse("longjmp") },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      environ_get: refuse("environ_get"),
      proc_exit: refuse("proc_exit"),
      fd_close: refuse("fd_close"),
      fd_seek: refuse("fd_seek"),
      fd_write: refuse("fd_write"),
    },
  });
  const codec = instance.exports as unknown as TurboExports;
  return { codec, memory: codec.memory };
}

function checkSize(
  turbo: TurboExports,
  handle: number,
  stored: StoredJpeg,
  expected: JpegDecodeOptions,
): void {
  const at = allocate(turbo, 16);
  const status = turbo.tjDecompressHeader3(handle, stored.at, stored.size, at, at + 4, at + 8, at + 12);
  const [width, height] = new Int32Array(turbo.memory.buffer, at, 2);
  turbo.free(at);
  if (status !== 0 || width !== expected.width || height !== expected.height)
    throw new Error("unexpected JPEG header");
}

function allocate(turbo: TurboExports, size: number): number {
  const address = turbo.malloc(size);
  if (address === 0) throw new Error("libjpeg-turbo is out of memory");
  return address;
}

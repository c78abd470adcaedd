import pngModule from "@jsquash/png/codec/pkg/squoosh_png_bg.wasm?module";

import { pngChunks } from "../header/read-png-header.ts";
import type { Pixels } from "../pixels.ts";
import { createCodecSlot, type LoadedCodec } from "./codec-slot.ts";

/** The exports of the PNG codec that are used. The package's own glue keeps one instance for ever, so it is not used. */
interface PngExports {
  readonly memory: WebAssembly.Memory;
  decode(file: number, size: number): number;
  encode(result: number, rgba: number, size: number, width: number, height: number, bitDepth: number): void;
  __wbindgen_add_to_stack_pointer(by: number): number;
  __wbindgen_malloc(size: number, align: number): number;
  __wbindgen_free(address: number, size: number, align: number): void;
}

interface Decoded {
  readonly at: number;
  readonly size: number;
  readonly width: number;
  readonly height: number;
}

interface PngCodec {
  readonly wasm: PngExports;
  /** What the decoder handed over last. */
  readonly takeDecoded: () => Decoded | null;
}

const SIGNATURE_BYTES = 8;
const PIXEL_CHUNKS: ReadonlySet<string> = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

export const png = createCodecSlot<PngCodec>(start);

/** Decodes (any depth, palette, interlacing) and hands the pixels to `use`; they are gone when it returns. */
export function decodePng<R>(file: Uint8Array, use: (pixels: Pixels) => R): R {
  return png.run(({ wasm, takeDecoded }) => {
    const needed = pixelParts(file);
    wasm.decode(copyIn(wasm, needed), totalLength(needed));
    const decoded = takeDecoded();
    if (decoded === null) throw new Error("the PNG decoder gave no picture");
    const { at, size, width, height } = decoded;
    const result = use({ data: new Uint8Array(wasm.memory.buffer, at, size), channels: 4, width, height });
    wasm.__wbindgen_free(at, size, 1);
    return result;
  });
}

/**
 * Encodes as 8-bit RGBA PNG without any metadata. Of a file above `maxBytes` there is only its size: that of a photograph is
 * megabytes, which would be garbage at once.
 */
export function encodePng(
  pixels: Pixels,
  maxBytes: number,
): { readonly size: number; readonly bytes: Uint8Array<ArrayBuffer> | null } {
  return png.run(({ wasm }) => {
    const result = wasm.__wbindgen_add_to_stack_pointer(-16);
    const at = copyIn(wasm, [pixels.data]);
    wasm.encode(result, at, pixels.data.length, pixels.width, pixels.height, 8);
    const [fileAt = 0, size = 0] = new Int32Array(wasm.memory.buffer, result, 2);
    const bytes = size > maxBytes ? null : new Uint8Array(wasm.memory.buffer, fileAt, size).slice();
    wasm.__wbindgen_free(fileAt, size, 1);
    wasm.__wbindgen_add_to_stack_pointer(16);
    if (size === 0) throw new Error("the PNG encoder gave no file");
    return { size, bytes };
  });
}

function start(): LoadedCodec<PngCodec> {
  let decoded: Decoded | null = null;
  const hostFunction = (name: string) => (at: number, size: number, width: number, height: number) => {
    // The names end in a hash of their signature; this one passes the decoded pixels, owned by us from here on.
    if (name.startsWith("__wbg_newwithownedu8clampedarray")) {
      decoded = { at: at >>> 0, size: size >>> 0, width: width >>> 0, height: height >>> 0 };
      return 1;
    }
    throw new Error(`the PNG codec called ${name}`);
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module, name } of WebAssembly.Module.imports(pngModule)) {
    (imports[module] ??= {})[name] = hostFunction(name);
  }
  const wasm = new WebAssembly.Instance(pngModule, imports).exports as unknown as PngExports;
  const takeDecoded = () => {
    const taken = decoded;
    decoded = null;
    return taken;
  };
  return { codec: { wasm, takeDecoded }, memory: wasm.memory };
}

/** The chunks that make pixels. Text and profiles stay outside: inflating them is where small files grow large. */
function pixelParts(file: Uint8Array): Uint8Array[] {
  const parts = [file.subarray(0, SIGNATURE_BYTES)];
  for (const { type, at, length } of pngChunks(file)) {
    if (PIXEL_CHUNKS.has(type)) parts.push(file.subarray(at - 8, at + length + 4));
  }
  return parts;
}

function totalLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Copies bytes into the codec's memory, one part after the other; the codec frees them itself. */
function copyIn(wasm: PngExports, parts: readonly Uint8Array[]): number {
  const start = wasm.__wbindgen_malloc(totalLength(parts), 1) >>> 0;
  let at = start;
  for (const part of parts) {
    new Uint8Array(wasm.memory.buffer, at, part.length).set(part);
    at += part.length;
  }
  return start;
}

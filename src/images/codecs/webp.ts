import startDecoder from "@jsquash/webp/codec/dec/webp_dec.js";
import decoderModule from "@jsquash/webp/codec/dec/webp_dec.wasm";
import startEncoder from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import encoderModule from "@jsquash/webp/codec/enc/webp_enc_simd.wasm";
import { defaultOptions } from "@jsquash/webp/meta.js";

import type { Pixels } from "../pixels.ts";
import { createCodecSlot } from "./codec-slot.ts";
import { type EmscriptenFactory, startEmscripten } from "./emscripten.ts";

interface DecodedFrame {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

interface WebpDecoder {
  decode(file: Uint8Array): DecodedFrame | null;
}

interface WebpEncoder {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array<ArrayBuffer> | null;
}

export const webpDecoder = createCodecSlot(() =>
  startEmscripten(startDecoder as unknown as EmscriptenFactory<WebpDecoder>, decoderModule),
);

export const webpEncoder = createCodecSlot(() =>
  startEmscripten(startEncoder as unknown as EmscriptenFactory<WebpEncoder>, encoderModule),
);

/** The whole picture. Throws for a file libwebp cannot read. */
export function decodeWebp(file: Uint8Array): Pixels {
  return webpDecoder.run((codec) => {
    provideImageData();
    const frame = codec.decode(file);
    if (frame === null) throw new Error("libwebp could not decode the file");
    const data = new Uint8Array(frame.data.buffer, frame.data.byteOffset, frame.data.length);
    return { data, channels: 4, width: frame.width, height: frame.height };
  });
}

/** Encodes as WebP (method 4) without any metadata, with alpha where a pixel uses it. */
export function encodeWebp(pixels: Pixels, quality: number): Uint8Array<ArrayBuffer> {
  return webpEncoder.run((codec) => {
    const file = codec.encode(pixels.data, pixels.width, pixels.height, { ...defaultOptions, quality });
    if (file === null) throw new Error("libwebp could not encode the picture");
    return file;
  });
}

/** The decoder answers with `new ImageData(…)`, a browser class that Workers lack. */
function provideImageData(): void {
  const scope = globalThis as { ImageData?: unknown };
  scope.ImageData ??= class {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data;
      this.width = width;
      this.height = height;
    }
  };
}

import startMozjpeg from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import mozjpegModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { defaultOptions } from "@jsquash/jpeg/meta.js";

import type { Pixels } from "../pixels.ts";
import { createCodecSlot } from "./codec-slot.ts";
import { type EmscriptenFactory, startEmscripten } from "./emscripten.ts";

interface Mozjpeg {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    options: typeof defaultOptions,
  ): Uint8Array<ArrayBuffer>;
}

/**
 * Above this the encoder outgrows the memory it starts with when it writes several scans, and takes up to twice the
 * time; one scan costs 2 to 4 % more bytes.
 */
const PROGRESSIVE_UP_TO_PX = 800_000;
/**
 * Colour at half the detail in both directions (4:2:0), as every platform stores it. Left to itself the encoder keeps more
 * from quality 80 on: the size then jumps by a quarter there, for detail that is thrown away later.
 */
const HALF_COLOUR = { auto_subsample: false, chroma_subsample: 2 } as const;

export const mozjpeg = createCodecSlot(() =>
  startEmscripten(startMozjpeg as unknown as EmscriptenFactory<Mozjpeg>, mozjpegModule),
);

/**
 * Encodes as JPEG without any metadata; alpha is ignored, so flatten before. `optimize_coding` stays at its default, on:
 * switched off, this build writes files that cannot be read back.
 */
export function encodeJpeg(pixels: Pixels, quality: number): Uint8Array<ArrayBuffer> {
  const progressive = pixels.width * pixels.height <= PROGRESSIVE_UP_TO_PX;
  const options = { ...defaultOptions, ...HALF_COLOUR, quality, progressive, baseline: !progressive };
  return mozjpeg.run((codec) => codec.encode(pixels.data, pixels.width, pixels.height, options));
}

import type { PictureFormat } from "../platforms/platform.ts";
import { type CutSpec, cutKey } from "./cut-key.ts";
import type { PictureHeader } from "./picture-header.ts";

/** Of the 128 MB an isolate has: what WASM memory and live buffers of one job may take. */
export const JOB_BYTES = 100_000_000;

interface Output extends CutSpec {
  readonly formats: readonly PictureFormat[];
}

/** What every emscripten encoder starts with. */
const ENCODER_BYTES = 16_777_216;
/** Measured growth of an encoder for a pixel of a large output. */
const ENCODER_BYTES_PER_PX = { jpeg: 16, webp: 11 } as const;
/** Lines of the resizer, and finished files. */
const SMALL_THINGS_BYTES = 2_600_000;
/**
 * Measured growth of the process for a pixel of a piece that differs from another by its crop alone: the pixels, lines of the
 * resizer, and what its encodings leave behind.
 */
const CROPPED_BYTES_PER_PX = 7;
/** Two, and the blocks that are filled up at the edges. */
const BYTES_PER_COEFFICIENT = 2.04;

/** What is left for decoding when these files are to be made: the rest goes to the encoders and the pixels they read. */
export function decodeBytes(outputs: readonly Output[]): number {
  const largest = (format: "jpeg" | "webp") =>
    Math.max(
      ENCODER_BYTES,
      ...outputs
        .filter(({ formats }) => formats.includes(format))
        .map(({ width, height }) => width * height * ENCODER_BYTES_PER_PX[format]),
    );
  return JOB_BYTES - largest("jpeg") - largest("webp") - cutBytes(outputs) - SMALL_THINGS_BYTES;
}

/** All pieces at once, each as often as it differs: they lie side by side until the last file is encoded. */
function cutBytes(outputs: readonly Output[]): number {
  const cuts = new Map(outputs.map((output) => [cutKey(output), output]));
  const sizes = new Map(outputs.map((output) => [cutKey({ ...output, crop: null }), output]));
  const pixels = (each: Iterable<Output>) =>
    [...each].reduce((sum, { width, height }) => sum + width * height, 0);
  const once = pixels(sizes.values());
  return once * 4 + (pixels(cuts.values()) - once) * CROPPED_BYTES_PER_PX;
}

/** What a JPEG takes before its first pixel is there: its file, and all coefficients of a progressive one. */
export function fixedJpegBytes(header: PictureHeader, fileBytes: number): number {
  const { progressive, width, height, samplesPerPixel } = header;
  return fileBytes + (progressive ? width * height * samplesPerPixel * BYTES_PER_COEFFICIENT : 0);
}

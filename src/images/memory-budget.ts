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
 * Lines of the resizer for a pixel across of a cut that differs from another by its crop alone: fifteen of four numbers, as
 * many as it takes to halve a picture. Where memory is short nothing is reduced by more.
 */
const LINE_BYTES_PER_PX = 500;
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

/** All cuts at once, each as often as it differs: they lie side by side until the last file is encoded. */
function cutBytes(outputs: readonly Output[]): number {
  const cuts = new Map(outputs.map((output) => [cutKey(output), output]));
  const sizes = new Map(outputs.map((output) => [cutKey({ ...output, crop: null }), output]));
  const total = (each: Iterable<Output>, bytes: (output: Output) => number) =>
    [...each].reduce((sum, output) => sum + bytes(output), 0);
  const lines = ({ width }: Output) => width * LINE_BYTES_PER_PX;
  return (
    total(cuts.values(), ({ width, height }) => width * height * 4) +
    total(cuts.values(), lines) -
    total(sizes.values(), lines)
  );
}

/** What a JPEG takes before its first pixel is there: its file, and all coefficients of a progressive one. */
export function fixedJpegBytes(header: PictureHeader, fileBytes: number): number {
  const { progressive, width, height, samplesPerPixel } = header;
  return fileBytes + (progressive ? width * height * samplesPerPixel * BYTES_PER_COEFFICIENT : 0);
}

import { BYTES_PER_COEFFICIENT } from "./memory-budget.ts";
import { MAX_SIDE_PX, MAX_UPLOAD_BYTES, MIN_SIDE_PX } from "../limits.ts";

/** How large one kind of picture may be, and why. */
export interface PixelBound {
  readonly what: string;
  readonly megapixels: number;
  /** Measured growth of memory for a stored pixel while it is decoded: the decoder's own and copies outside of it. */
  readonly bytesPerPixel: number;
}

export const FILE_BOUNDS = {
  maxBytes: MAX_UPLOAD_BYTES,
  minSide: MIN_SIDE_PX,
  maxSide: MAX_SIDE_PX,
  /** Longer strips are no profile picture, and one thin side defeats any crop. */
  maxAspect: 20,
} as const;

/**
 * Largest pictures by kind, so that a whole job stays at 100 MB of WASM memory and live buffers (an isolate has 128 MB for
 * everything): encoders 34 MB, what is cut 5 MB, the file, and the decoder. Where the figures come from, all measured by
 * `npm run bench -- images` at the bound:
 * - baseline JPEG: libjpeg's scaled decoding keeps one row of blocks and writes n/8 of each side, so 50 MP (the largest
 *   common phone sensor) needs what its scaled output needs;
 * - progressive JPEG: libjpeg keeps every coefficient, two bytes a sample: 3 bytes a pixel at 4:2:0, 6 at 4:4:4. How many
 *   pixels that leaves depends on the file, see `progressiveMegapixels`;
 * - PNG: read row by row, so nothing grows with the pixels but time (50 MP take 2 to 4 s). Interlaced ones come in no such
 *   order: their decoder holds file, rows and RGBA at once, 49 MB for 2048 × 2048 however it is stored;
 * - WebP: libwebp decodes the whole picture (32 MB for 6 MP) and hands over a copy of it; alpha and the lossless coding
 *   keep more. Of a moving one the first frame is taken;
 * - GIF: the indexes of the first frame.
 */
export const PIXEL_BOUNDS = {
  jpeg: { what: "a JPEG", megapixels: 50, bytesPerPixel: 0.4 },
  jpegProgressive: { what: "a progressive JPEG", megapixels: 16, bytesPerPixel: 3.5 },
  jpegProgressiveFullColour: {
    what: "a progressive JPEG with full colour detail",
    megapixels: 8,
    bytesPerPixel: 6.5,
  },
  png: { what: "a PNG", megapixels: 50, bytesPerPixel: 0.01 },
  pngInterlaced: { what: "an interlaced PNG", megapixels: 4.2, bytesPerPixel: 11.7 },
  webp: { what: "a WebP", megapixels: 6, bytesPerPixel: 9.3 },
  webpMoving: { what: "a moving WebP", megapixels: 4, bytesPerPixel: 11.7 },
  webpAlpha: { what: "a WebP with transparency", megapixels: 4, bytesPerPixel: 11.7 },
  webpLossless: { what: "a lossless WebP", megapixels: 3.5, bytesPerPixel: 14.5 },
  gif: { what: "a GIF", megapixels: 4, bytesPerPixel: 1 },
} as const satisfies Record<string, PixelBound>;

/** File, coefficients and scaled pixels of a progressive JPEG may take this much together, beside everything else. */
const PROGRESSIVE_BYTES = 58_900_000;
/** Pixels at three eighths of each side, RGB: the least that leaves every platform's size sharp. */
const SCALED_BYTES_PER_PX = (3 / 8) ** 2 * 3;

/**
 * How many megapixels a progressive JPEG may have whose file is this large: 12 at 4:2:0 and 6 at 4:4:4 with the largest
 * file, 16 and 8 with a usual one. `samplesPerPixel` as in the header.
 */
export function progressiveMegapixels(samplesPerPixel: number, fileBytes: number): number {
  const fits =
    (PROGRESSIVE_BYTES - fileBytes) / (samplesPerPixel * BYTES_PER_COEFFICIENT + SCALED_BYTES_PER_PX);
  const { jpegProgressive, jpegProgressiveFullColour } = PIXEL_BOUNDS;
  const most = samplesPerPixel > 1.5 ? jpegProgressiveFullColour : jpegProgressive;
  // Rounded down to what the sentence of a refusal says.
  return Math.min(most.megapixels, Math.floor(fits / 100_000) / 10);
}

import { MAX_SIDE_PX, MAX_UPLOAD_BYTES, MIN_SIDE_PX } from "../limits.ts";

/** How large one kind of picture may be, and why. */
export interface PixelBound {
  readonly what: string;
  /** At most this, and fewer when the file is so large that there is no room for them, see `megapixelsFor`. */
  readonly megapixels: number;
  /** Measured growth of memory for a stored pixel while it is decoded: the decoder's own and copies outside of it. */
  readonly bytesPerPixel: number;
  /** How often the file is in memory while it is decoded; a half is what reading it leaves behind. */
  readonly fileCopies: number;
}

export const FILE_BOUNDS = {
  maxBytes: MAX_UPLOAD_BYTES,
  minSide: MIN_SIDE_PX,
  maxSide: MAX_SIDE_PX,
  /** Longer strips are no profile picture, and one thin side defeats any crop. */
  maxAspect: 20,
} as const;

/**
 * Largest pictures by kind, so that a whole job stays at `JOB_BYTES` of WASM memory and live buffers (an isolate has 128 MB
 * for everything): the encoder 17 MB, what is cut 5 MB, the file, and the decoder. Where the figures come from, all measured by
 * `npm run bench -- images` at the bound:
 * - baseline JPEG: libjpeg's scaled decoding keeps one row of blocks and writes n/8 of each side, so 50 MP (the largest
 *   common phone sensor) needs what its scaled output needs;
 * - progressive JPEG: libjpeg keeps every coefficient, two bytes a sample: 3 bytes a pixel at 4:2:0, 6 at 4:4:4, and the
 *   pixels at three eighths of each side, the least that leaves every platform's size sharp;
 * - PNG: read row by row, so nothing grows with the pixels but time (50 MP take 2 to 4 s). Interlaced ones come in no such
 *   order: their decoder holds file, rows and RGBA at once;
 * - WebP: libwebp decodes the whole picture and hands over a copy of it; alpha and the lossless coding keep more, and their
 *   files may need the PNG encoder too. Of a moving one the first frame is taken, wrapped into a file of its own;
 * - GIF: the indexes of the first frame.
 */
export const PIXEL_BOUNDS = {
  jpeg: { what: "a JPEG", megapixels: 50, bytesPerPixel: 0.4, fileCopies: 1 },
  jpegProgressive: { what: "a progressive JPEG", megapixels: 15.9, bytesPerPixel: 3.48, fileCopies: 1.5 },
  jpegProgressiveFullColour: {
    what: "a progressive JPEG with full colour detail",
    megapixels: 7.5,
    bytesPerPixel: 6.54,
    fileCopies: 1.5,
  },
  png: { what: "a PNG", megapixels: 50, bytesPerPixel: 0.01, fileCopies: 1 },
  pngInterlaced: { what: "an interlaced PNG", megapixels: 4.2, bytesPerPixel: 5.8, fileCopies: 2 },
  webp: { what: "a WebP", megapixels: 6, bytesPerPixel: 8.5, fileCopies: 2 },
  webpAlpha: { what: "a WebP with transparency", megapixels: 3.2, bytesPerPixel: 11.7, fileCopies: 2 },
  webpLossless: { what: "a lossless WebP", megapixels: 1.8, bytesPerPixel: 14.5, fileCopies: 2 },
  webpMoving: { what: "a moving WebP", megapixels: 4, bytesPerPixel: 11.7, fileCopies: 3 },
  gif: { what: "a GIF", megapixels: 4, bytesPerPixel: 1, fileCopies: 2 },
} as const satisfies Record<string, PixelBound>;

/** More than this no kind may have. A browser may decode up to here too, whatever the kind: what it sends is smaller. */
export const MAX_MEGAPIXELS = Math.max(...Object.values(PIXEL_BOUNDS).map((bound) => bound.megapixels));

/** File and decoder may take this much together, beside everything else. */
const DECODE_BYTES = 58_300_000;

/**
 * How many megapixels a picture may have whose file is this large. A progressive JPEG: 15.9 (7.5 at 4:4:4) with a usual
 * file, 12 (6) with one of 11 MB (12 MB).
 */
export function megapixelsFor(bound: PixelBound, fileBytes: number): number {
  const room = DECODE_BYTES - bound.fileCopies * fileBytes;
  // Rounded down to what the sentence of a refusal says.
  return Math.min(bound.megapixels, Math.floor(room / bound.bytesPerPixel / 100_000) / 10);
}

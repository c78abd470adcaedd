import { MAX_SIDE_PX, MAX_UPLOAD_BYTES, MIN_SIDE_PX } from "../limits.ts";

/** What is decoded here, and what it takes. An isolate has 128 MB for everything; a job plans with 100. */
export interface PixelBound {
  readonly what: string;
  readonly megapixels: number;
  /** Bytes a stored pixel costs while it is decoded, measured as `memory.buffer.byteLength` of the decoder. */
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
 * Largest pictures by kind. Sources of the figures:
 * - baseline JPEG: libjpeg's scaled decoding keeps one row of blocks and writes n/8 of each side, so 50 MP (the largest
 *   common phone sensor) needs what its scaled output needs;
 * - progressive JPEG: libjpeg keeps every coefficient, two bytes a sample: 3 bytes a pixel at 4:2:0, 6 at 4:4:4;
 * - PNG: the whole-picture decoder holds file, rows and RGBA at once; an interlaced picture holds its passes too;
 * - WebP: libwebp decodes the whole picture; its lossless coding keeps a second copy.
 */
export const PIXEL_BOUNDS = {
  jpeg: { what: "a JPEG", megapixels: 50, bytesPerPixel: 0.4 },
  jpegProgressive: { what: "a progressive JPEG", megapixels: 16, bytesPerPixel: 3.2 },
  jpegProgressiveFullColour: { what: "a progressive JPEG with full colour detail", megapixels: 8, bytesPerPixel: 6.4 },
  png: { what: "a PNG", megapixels: 4.2, bytesPerPixel: 11.7 },
  pngInterlaced: { what: "an interlaced PNG", megapixels: 4.2, bytesPerPixel: 11.7 },
  webp: { what: "a WebP", megapixels: 6, bytesPerPixel: 9.3 },
  webpLossless: { what: "a lossless WebP", megapixels: 3.5, bytesPerPixel: 14.5 },
} as const satisfies Record<string, PixelBound>;

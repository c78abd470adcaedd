import { FILE_BOUNDS, PIXEL_BOUNDS, type PixelBound, megapixelsFor } from "./bounds.ts";
import { describeUnreadable } from "./unreadable-reasons.ts";
import { type PictureHeader, uprightSize } from "./picture-header.ts";

/** Why a picture is not taken: a stable code, and a sentence with the limit, the value and what to do. */
export interface BoundsBreach {
  readonly code:
    | "file_too_large"
    | "format_unsupported"
    | "damaged"
    | "side_too_small"
    | "side_too_large"
    | "too_elongated"
    | "too_many_pixels"
    | "cmyk";
  readonly message: string;
}

const DECODED: readonly string[] = ["jpeg", "png", "webp", "gif"];

/**
 * Refuses a picture from its header alone, before any decoder sees it. `byteLength` is the size of the whole file.
 * Null means that decoding it fits into an isolate. Moving pictures pass: their first frame is what is used.
 */
export function checkBounds(header: PictureHeader, byteLength: number): BoundsBreach | null {
  const { maxBytes, minSide, maxSide, maxAspect } = FILE_BOUNDS;
  if (byteLength > maxBytes) {
    const message = `The file has ${inMegabytes(byteLength)} MB; at most ${inMegabytes(maxBytes)} MB are taken. Save a smaller copy.`;
    return { code: "file_too_large", message };
  }
  if (!DECODED.includes(header.type)) {
    const name = header.type.toUpperCase();
    return {
      code: "format_unsupported",
      message: `${name} files cannot be used. Save the picture as JPEG and upload that.`,
    };
  }
  const { width, height } = uprightSize(header);
  const size = `The picture is ${width} × ${height} pixels`;
  if (Math.min(width, height) < minSide) {
    return {
      code: "side_too_small",
      message: `${size}; each side needs at least ${minSide}. Choose a larger one.`,
    };
  }
  if (Math.max(width, height) > maxSide) {
    return {
      code: "side_too_large",
      message: `${size}; no side may be over ${maxSide}. Save a smaller copy.`,
    };
  }
  if (Math.max(width, height) > maxAspect * Math.min(width, height)) {
    const message = `${size}; one side may be at most ${maxAspect} times the other. Crop it and try again.`;
    return { code: "too_elongated", message };
  }
  if (header.cmyk) {
    return {
      code: "cmyk",
      message: "The picture has print colours (CMYK). Save it as JPEG in RGB and upload that.",
    };
  }
  const bound = pixelBound(header);
  const most = megapixelsFor(bound, byteLength);
  const megapixels = (width * height) / 1_000_000;
  if (megapixels > most) {
    const what = most < bound.megapixels ? `${bound.what} of ${inMegabytes(byteLength)} MB` : bound.what;
    const message = `The picture has ${megapixels.toFixed(2)} megapixels; ${what} may have at most ${most}. Save a smaller copy, as JPEG.`;
    return { code: "too_many_pixels", message };
  }
  return header.complete ? null : { code: "damaged", message: describeUnreadable("damaged") };
}

/** What decoding this picture takes, its file included, in bytes. */
export function decodingBytes(header: PictureHeader, fileBytes: number): number {
  const { bytesPerPixel, fileCopies } = pixelBound(header);
  return header.width * header.height * bytesPerPixel + fileCopies * fileBytes;
}

function pixelBound(header: PictureHeader): PixelBound {
  if (header.type === "gif") return PIXEL_BOUNDS.gif;
  if (header.type === "png") return header.interlaced ? PIXEL_BOUNDS.pngInterlaced : PIXEL_BOUNDS.png;
  if (header.type === "webp" && header.lossless) return PIXEL_BOUNDS.webpLossless;
  if (header.type === "webp" && header.animated) return PIXEL_BOUNDS.webpMoving;
  if (header.type === "webp") return header.alpha ? PIXEL_BOUNDS.webpAlpha : PIXEL_BOUNDS.webp;
  if (!header.progressive) return PIXEL_BOUNDS.jpeg;
  return header.samplesPerPixel > 1.5 ? PIXEL_BOUNDS.jpegProgressiveFullColour : PIXEL_BOUNDS.jpegProgressive;
}

/** One decimal, rounded up: a file just over the limit must not read as equal to it. */
function inMegabytes(bytes: number): string {
  return String(Math.ceil((bytes / 1024 / 1024) * 10) / 10);
}

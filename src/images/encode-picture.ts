import { mozjpeg, encodeJpeg } from "./codecs/mozjpeg.ts";
import { encodePng, png } from "./codecs/png.ts";
import { encodeWebp, webpEncoder } from "./codecs/webp.ts";
import { type Encoded, fitBytes, JPEG_CURVE, WEBP_CURVE } from "./fit-bytes.ts";
import { flattenOnWhite, hasTransparency } from "./flatten.ts";
import type { PictureFormat } from "../platforms/platform.ts";
import type { Pixels } from "./pixels.ts";

export interface EncodedPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: PictureFormat;
  /** The encoder's quality, null for PNG. */
  readonly quality: number | null;
}

/** Where both encoders are visibly clean on photographs; more only grows the file. */
const JPEG_QUALITY = 85;
const WEBP_QUALITY = 82;

/** Gets the encoders ready that these formats may need; PNG only where there may be transparency to keep. */
export async function loadEncoders(formats: readonly PictureFormat[], alpha: boolean): Promise<void> {
  const keepsPng = formats.includes("png") && (alpha || !formats.some((format) => format !== "png"));
  if (formats.some((format) => format !== "webp")) await mozjpeg.load();
  if (formats.includes("webp")) await webpEncoder.load();
  if (keepsPng) await png.load();
}

/**
 * Encodes within `maxBytes`, without metadata. A picture with transparency becomes PNG or WebP where one is accepted;
 * anything else, and a PNG that is too large, is flattened on white and encoded in the first lossy format. Null when no
 * quality fits. Dimensions never change here.
 */
export function encodePicture(
  pixels: Pixels,
  formats: readonly PictureFormat[],
  maxBytes: number,
): EncodedPicture | null {
  const transparent = hasTransparency(pixels);
  const lossy = formats.find((format) => format !== "png");
  if (lossy === undefined || (transparent && lossy !== "webp" && formats.includes("png"))) {
    const bytes = encodePng(pixels);
    if (bytes.length <= maxBytes) return { bytes, format: "png", quality: null };
    if (lossy === undefined) return null;
  }
  if (lossy === "webp") {
    return named(
      "webp",
      fitBytes((quality) => encodeWebp(pixels, quality), budget(maxBytes, WEBP_QUALITY, WEBP_CURVE)),
    );
  }
  const opaque = transparent ? flattenOnWhite(pixels) : pixels;
  return named(
    "jpeg",
    fitBytes((quality) => encodeJpeg(opaque, quality), budget(maxBytes, JPEG_QUALITY, JPEG_CURVE)),
  );
}

function budget(maxBytes: number, startQuality: number, curve: readonly (readonly [number, number])[]) {
  return { maxBytes, startQuality, curve };
}

function named(format: PictureFormat, encoded: Encoded | null): EncodedPicture | null {
  return encoded === null ? null : { ...encoded, format };
}

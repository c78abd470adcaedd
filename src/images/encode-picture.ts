import type { PictureFormat } from "../platforms/platform.ts";
import { mozjpeg, encodeJpeg } from "./codecs/mozjpeg.ts";
import { encodePng, png } from "./codecs/png.ts";
import { encodeWebp, webpEncoder } from "./codecs/webp.ts";
import { fitBytes, JPEG_CURVE, WEBP_CURVE } from "./fit-bytes.ts";
import { flatten, hasTransparency, type Rgb } from "./flatten.ts";
import type { Pixels } from "./pixels.ts";

export interface EncodedPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: PictureFormat;
  /** The encoder's quality, null for PNG. */
  readonly quality: number | null;
  /** True when transparency was lost: see-through parts show the matte colour. */
  readonly flattened: boolean;
}

/**
 * Encodes within `maxBytes`, without metadata. A picture with transparency becomes PNG or WebP where one is accepted;
 * anything else, and a PNG that is too large, is laid on the matte colour and encoded in the first lossy format. Null
 * when no quality fits. Dimensions never change here.
 */
export type PictureEncoder = (formats: readonly PictureFormat[], maxBytes: number) => EncodedPicture | null;

/** Where both encoders are visibly clean on photographs; more only grows the file. */
export const LOSSY = {
  jpeg: { startQuality: 85, curve: JPEG_CURVE },
  webp: { startQuality: 82, curve: WEBP_CURVE },
} as const;

/**
 * Gets the encoders ready that these files need. What counts is the pixels: a header may be silent about transparency, as
 * of a moving picture whose first frame leaves parts of its canvas bare.
 */
export async function loadEncoders(
  files: readonly { readonly pixels: Pixels; readonly formats: readonly PictureFormat[] }[],
): Promise<void> {
  const formats = files.flatMap((file) => file.formats);
  if (formats.some((format) => format !== "webp")) await mozjpeg.load();
  if (formats.includes("webp")) await webpEncoder.load();
  const seeThrough = new Map(
    [...new Set(files.map(({ pixels }) => pixels))].map((each) => [each, hasTransparency(each)]),
  );
  if (files.some((file) => triesPng(file.formats, seeThrough.get(file.pixels) ?? false))) await png.load();
}

/** PNG where it is the only format, or keeps a transparency that would be lost. */
function triesPng(formats: readonly PictureFormat[], transparent: boolean): boolean {
  const lossy = lossyOf(formats);
  return lossy === undefined || (transparent && lossy !== "webp" && formats.includes("png"));
}

function lossyOf(formats: readonly PictureFormat[]): "jpeg" | "webp" | undefined {
  return formats.find((format) => format !== "png");
}

/**
 * The encoder of one picture. Two files that ask for the same coding of it share it: each is made once. `scratch` lends as
 * many bytes as are asked for, for a copy without transparency; nobody else may use them as long as the encoder is used.
 */
export function pictureEncoder(
  pixels: Pixels,
  matte: Rgb,
  scratch: (bytes: number) => Uint8Array<ArrayBuffer>,
): PictureEncoder {
  const transparent = hasTransparency(pixels);
  const made = new Map<string, Uint8Array<ArrayBuffer>>();
  const once = (key: string, make: () => Uint8Array<ArrayBuffer>) => {
    const bytes = made.get(key) ?? make();
    made.set(key, bytes);
    return bytes;
  };
  let opaque = transparent ? null : pixels;
  const onMatte = () => {
    if (opaque !== null) return opaque;
    const data = scratch(pixels.data.length);
    data.set(pixels.data);
    opaque = { ...pixels, data };
    flatten(opaque, matte);
    return opaque;
  };
  return (formats, maxBytes) => {
    const lossy = lossyOf(formats);
    if (triesPng(formats, transparent)) {
      const bytes = once("png", () => encodePng(pixels));
      if (bytes.length <= maxBytes) return { bytes, format: "png", quality: null, flattened: false };
    }
    if (lossy === undefined) return null;
    const encode = (quality: number) =>
      lossy === "webp" ? encodeWebp(pixels, quality) : encodeJpeg(onMatte(), quality);
    const fitted = fitBytes((quality) => once(`${lossy} ${quality}`, () => encode(quality)), {
      maxBytes,
      ...LOSSY[lossy],
    });
    return fitted && { ...fitted, format: lossy, flattened: transparent && lossy !== "webp" };
  };
}

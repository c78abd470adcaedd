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

type Encode = (formats: readonly PictureFormat[], maxBytes: number) => EncodedPicture | null;

/**
 * Encodes within `maxBytes`, without metadata, in the first lossy format that is accepted. A picture with transparency becomes
 * PNG or WebP where one is accepted; where none is, and for a PNG that is too large, it is laid on the matte colour first.
 * Dimensions never change here.
 */
export interface PictureEncoder {
  /** With its transparency, if it has any. Null when that does not fit into any of the formats. */
  readonly asItIs: Encode;
  /**
   * Laid on the matte colour, which the picture is from then on: ask last. Null for a picture without transparency, which
   * `asItIs` has tried, and when no quality fits.
   */
  readonly onMatte: Encode;
}

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

/** The encoder of one picture. Two files that ask for the same coding of it share it: each is made once. */
export function pictureEncoder(pixels: Pixels, matte: Rgb): PictureEncoder {
  const transparent = hasTransparency(pixels);
  const made = new Map<string, Uint8Array<ArrayBuffer>>();
  const once = (key: string, make: () => Uint8Array<ArrayBuffer>) => {
    const bytes = made.get(key) ?? make();
    made.set(key, bytes);
    return bytes;
  };
  const fitLossy = (lossy: "jpeg" | "webp", maxBytes: number) => {
    const encode = lossy === "webp" ? encodeWebp : encodeJpeg;
    const fitted = fitBytes((quality) => once(`${lossy} ${quality}`, () => encode(pixels, quality)), {
      maxBytes,
      ...LOSSY[lossy],
    });
    return fitted && { ...fitted, format: lossy, flattened: transparent && lossy !== "webp" };
  };
  let ofPng: ReturnType<typeof encodePng> | null = null;
  const pngWithin = (maxBytes: number) => {
    if (ofPng === null || (ofPng.bytes === null && ofPng.size <= maxBytes))
      ofPng = encodePng(pixels, maxBytes);
    return ofPng.size <= maxBytes ? ofPng.bytes : null;
  };
  let laid = false;
  return {
    asItIs(formats, maxBytes) {
      const lossy = lossyOf(formats);
      const bytes = triesPng(formats, transparent) ? pngWithin(maxBytes) : null;
      if (bytes !== null) return { bytes, format: "png", quality: null, flattened: false };
      return lossy === undefined || (transparent && lossy !== "webp") ? null : fitLossy(lossy, maxBytes);
    },
    onMatte(formats, maxBytes) {
      const lossy = lossyOf(formats);
      if (!transparent || lossy === undefined || lossy === "webp") return null;
      if (!laid) flatten(pixels, matte);
      laid = true;
      return fitLossy(lossy, maxBytes);
    },
  };
}

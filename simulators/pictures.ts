/** Decodes, checks and re-encodes pictures as platforms do. Runs on sharp, which never ships. */
import sharp from "sharp";

type SourceFormat = "jpeg" | "png" | "gif" | "webp";

interface PictureFacts {
  /** Null for a format no platform here takes. */
  readonly format: SourceFormat | null;
  /** As shown, with the orientation of the file applied. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

export interface EncodedPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly contentType: string;
}

const MAX_PIXELS = 100_000_000;

/** Facts about a picture, decoded to the end; null when the bytes are no picture that can be decoded. */
export async function inspectPicture(bytes: Uint8Array): Promise<PictureFacts | null> {
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error" });
    const { format, pages, autoOrient } = await image.metadata();
    await image.raw().toBuffer();
    return {
      format: isSource(format) ? format : null,
      width: autoOrient.width,
      height: autoOrient.height,
      frames: pages ?? 1,
    };
  } catch {
    return null;
  }
}

/**
 * First frame, upright, on white where transparent, as JPEG without metadata. `cover` fills width × height exactly and
 * cuts the rest; `inside` only ever makes it smaller. Throws on bytes that `inspectPicture` refuses.
 */
export async function reencode(
  bytes: Uint8Array,
  to: { width: number; height: number; fit: "cover" | "inside"; quality?: number },
): Promise<EncodedPicture> {
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error" })
    .autoOrient()
    .resize(to.width, to.height, { fit: to.fit, withoutEnlargement: to.fit === "inside" })
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: to.quality ?? 85 })
    .toBuffer({ resolveWithObject: true });
  return { bytes: new Uint8Array(data), width: info.width, height: info.height, contentType: "image/jpeg" };
}

/** An SVG as PNG bytes. */
export async function rasterize(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer());
}

function isSource(format: string | undefined): format is SourceFormat {
  return format === "jpeg" || format === "png" || format === "gif" || format === "webp";
}

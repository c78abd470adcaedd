/** Makes a chosen photo small enough to travel, in the browser. The whole picture stays; cutting comes later, as numbers. */

interface UploadLimits {
  readonly maxBytes: number;
  /** Shortest side worth showing, in pixels. */
  readonly minSide: number;
}

/** Longest side sent: enough for every platform's crop with room to zoom. */
const MAX_SIDE = 4096;
/** With transparency a PNG has to travel, which is several times larger: a shorter side keeps it below the limit. */
const MAX_SIDE_ALPHA = 2048;
const JPEG_QUALITY = 0.9;
/**
 * Up to where any file of a type may travel as it is: what the server takes whatever its coding, which is not looked at
 * here (progressive with full colour, interlaced, lossless, moving). A test compares them with the server's bounds.
 */
export const UNTOUCHED: Readonly<Record<string, { readonly pixels: number; readonly bytes: number }>> = {
  "image/jpeg": { pixels: 6_000_000, bytes: 12_000_000 },
  "image/png": { pixels: 4_200_000, bytes: 16 * 1024 * 1024 },
  "image/webp": { pixels: 1_800_000, bytes: 4 * 1024 * 1024 },
  "image/gif": { pixels: 4_000_000, bytes: 16 * 1024 * 1024 },
};

/** A picture that cannot be used, with a sentence for the person. */
export class PictureProblem extends Error {}

/**
 * The file itself when it can travel as it is, else a smaller JPEG (PNG with transparency), upright.
 * Throws `PictureProblem` when the browser cannot read it or it is too small.
 */
export async function shrinkPicture(file: File, limits: UploadLimits): Promise<File> {
  const bitmap = await decode(file);
  try {
    const { width, height } = bitmap;
    if (Math.min(width, height) < limits.minSide) {
      throw new PictureProblem(
        `This picture is ${width} × ${height} pixels. It needs at least ${limits.minSide} on each side.`,
      );
    }
    const untouched = UNTOUCHED[file.type] ?? { pixels: 0, bytes: 0 };
    const fits =
      width * height <= untouched.pixels && file.size <= Math.min(untouched.bytes, limits.maxBytes);
    return fits ? file : await encode(bitmap, file);
  } finally {
    bitmap.close();
  }
}

async function decode(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new PictureProblem(
      `${file.name === "" ? "This file" : file.name} is no picture this browser can read. Choose a JPEG, PNG, WebP or GIF file.`,
    );
  }
}

async function encode(bitmap: ImageBitmap, file: File): Promise<File> {
  const alpha = file.type !== "image/jpeg" && hasAlpha(bitmap);
  const scale = Math.min(1, (alpha ? MAX_SIDE_ALPHA : MAX_SIDE) / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) return file;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const type = alpha ? "image/png" : "image/jpeg";
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, JPEG_QUALITY));
  // A canvas too large for the device gives nothing: the server judges the original then.
  if (blob === null) return file;
  return new File([blob], alpha ? "picture.png" : "picture.jpg", { type });
}

/** Looks at a small copy: one see-through pixel of any size survives the averaging as less than full. */
function hasAlpha(bitmap: ImageBitmap): boolean {
  const side = 64;
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return false;
  context.drawImage(bitmap, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  for (let alpha = 3; alpha < data.length; alpha += 4) if ((data[alpha] ?? 255) < 255) return true;
  return false;
}

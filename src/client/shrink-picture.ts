/**
 * Draws a chosen photo upright and small enough to travel. The whole picture stays; cutting comes later, as numbers. No
 * worker of our own: browsers decode and encode beside the page anyway, and starting one takes an address that Trusted
 * Types refuse.
 */
import type { Size } from "./iso-media.ts";
import { type JudgedFile, MAX_SENT_SIDE } from "./judge-file.ts";
import { PictureProblem } from "./picture-problem.ts";
import { untilStopped } from "./until-stopped.ts";

/** With transparency a PNG has to travel, which is several times larger: a shorter side keeps it below the limit. */
const MAX_SENT_SIDE_ALPHA = 2_048;
const JPEG_QUALITY = 0.9;
/** Halving stops here; the server says the rest. */
const LEAST_SIDE = 512;
const ALPHA_LOOK_SIDE = 64;

/**
 * A smaller JPEG (PNG with transparency), upright and without metadata; the file itself where that is smaller or the
 * device cannot draw it, as long as the server takes it. Throws `PictureProblem`, and the signal's reason when stopped.
 */
export async function shrinkPicture(
  file: File,
  judged: JudgedFile,
  maxBytes: number,
  signal: AbortSignal,
): Promise<File> {
  const bitmap = await decode(file, judged, signal);
  if (bitmap === null) {
    if (judged.serverTakes) return file;
    const name = judged.mime.replace("image/", "").toUpperCase();
    throw new PictureProblem(
      `This browser cannot open this ${name} file. Save the picture as JPEG and choose that.`,
    );
  }
  let drawn: { readonly canvas: OffscreenCanvas; readonly alpha: boolean } | null;
  try {
    drawn = draw(bitmap, judged.alpha);
  } finally {
    // Before the encoder starts: decoded pixels are the largest thing a phone has to hold.
    bitmap.close();
  }
  const made = drawn === null ? null : await encode(drawn.canvas, drawn.alpha, maxBytes, signal);
  if (made !== null && (made.size < file.size || !judged.serverTakes)) return made;
  if (judged.serverTakes) return file;
  throw new PictureProblem(
    "This device has no room to make the picture smaller. Save a smaller copy and choose that.",
  );
}

/** Null when the browser cannot read it. Decoded to the size it travels in where the browser can. */
async function decode(
  file: File,
  { mime, upright }: JudgedFile,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  // Under the type its bytes have, whatever its name says.
  const typed = file.slice(0, file.size, mime);
  const target = fitted(upright, MAX_SENT_SIDE);
  const close = (late: ImageBitmap | null) => late?.close();
  const open = (options: ImageBitmapOptions) =>
    untilStopped<ImageBitmap | null>(
      createImageBitmap(typed, { imageOrientation: "from-image", ...options }).catch(() => null),
      signal,
      close,
    );
  const small = await open({ resizeWidth: target.width, resizeHeight: target.height, resizeQuality: "high" });
  // Some browsers leave the size as it is, which is as good; some squeeze a turned picture, which is not.
  if (small === null || isSize(small, target) || isSize(small, upright)) return small;
  small.close();
  return open({});
}

function isSize(bitmap: ImageBitmap, { width, height }: Size): boolean {
  return bitmap.width === width && bitmap.height === height;
}

function fitted({ width, height }: Size, maxSide: number): Size {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function draw(bitmap: ImageBitmap, mayBeClear: boolean): { canvas: OffscreenCanvas; alpha: boolean } | null {
  const alpha = mayBeClear && hasAlpha(bitmap);
  const canvas = copy(bitmap, fitted(bitmap, alpha ? MAX_SENT_SIDE_ALPHA : MAX_SENT_SIDE));
  return canvas === null ? null : { canvas, alpha };
}

/** Null when the device has no room for a canvas of this size. */
function copy(source: ImageBitmap | OffscreenCanvas, { width, height }: Size): OffscreenCanvas | null {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** Halves the picture until its file fits. Null when the device cannot encode it. */
async function encode(
  start: OffscreenCanvas,
  alpha: boolean,
  maxBytes: number,
  signal: AbortSignal,
): Promise<File | null> {
  const type = alpha ? "image/png" : "image/jpeg";
  let canvas: OffscreenCanvas | null = start;
  while (canvas !== null) {
    const blob: Blob | null = await untilStopped(toBlob(canvas, type), signal);
    const half: Size = { width: Math.round(canvas.width / 2), height: Math.round(canvas.height / 2) };
    const tooLarge: boolean =
      blob !== null && blob.size > maxBytes && Math.max(half.width, half.height) >= LEAST_SIDE;
    const next: OffscreenCanvas | null = tooLarge ? copy(canvas, half) : null;
    // Gives the pixels back at once, not when the collector comes round.
    canvas.width = 0;
    if (blob !== null && !tooLarge) {
      return new File([blob], alpha ? "picture.png" : "picture.jpg", { type });
    }
    canvas = next;
  }
  return null;
}

/** Null when the device cannot encode it. */
function toBlob(canvas: OffscreenCanvas, type: string): Promise<Blob | null> {
  return canvas.convertToBlob({ type, quality: JPEG_QUALITY }).catch(() => null);
}

/** Looks at a small copy, where see-through parts that anybody could see are still less than full. */
function hasAlpha(bitmap: ImageBitmap): boolean {
  const size = { width: ALPHA_LOOK_SIDE, height: ALPHA_LOOK_SIDE };
  const context = copy(bitmap, size)?.getContext("2d") ?? null;
  if (context === null) return false;
  const { data } = context.getImageData(0, 0, size.width, size.height);
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 255) return true;
  return false;
}

import { CodecMissingError } from "./codecs/codec-slot.ts";
import { decodePng, png } from "./codecs/png.ts";
import { decodeJpeg, SCALE_STEPS, scaledSide, turboJpeg } from "./codecs/turbo-jpeg.ts";
import { decodeWebp, webpDecoder } from "./codecs/webp.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";

/**
 * What a JPEG may take while it is decoded: its file twice (here and in the decoder), the coefficients of a progressive
 * one, and the pixels. With the encoders (34 MB) and what is cut (5 MB) a job stays at 100 MB.
 */
const JPEG_DECODE_BYTES = 61_500_000;
/** Two, and the blocks that are filled up at the edges. */
const BYTES_PER_COEFFICIENT = 2.04;

const DECODERS = { jpeg: turboJpeg, png, webp: webpDecoder } as const;

/** The decoder could not read the file although its header looked right. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/**
 * Gets the decoder for this picture ready and drops the others: each keeps the memory of its largest picture for ever,
 * and an isolate has room for one.
 */
export async function loadDecoder(header: PictureHeader): Promise<void> {
  const wanted = decoderOf(header);
  for (const decoder of Object.values(DECODERS)) if (decoder !== wanted) decoder.drop();
  await wanted.load();
}

/**
 * The scale, in eighths, at which a JPEG should be decoded so that what is cut from it has `enough` times the pixels it
 * needs: `ratio` is needed pixels over stored pixels. Less when that would take too much memory. Other types: 8.
 */
export function chooseStep(header: PictureHeader, byteLength: number, ratio: number, enough = 2): number {
  if (header.type !== "jpeg") return SCALE_STEPS;
  const { width, height } = header;
  const fixed =
    2 * byteLength +
    (header.progressive ? width * height * header.samplesPerPixel * BYTES_PER_COEFFICIENT : 0);
  let step = Math.min(SCALE_STEPS, Math.max(1, Math.ceil(SCALE_STEPS * ratio * enough)));
  while (step > 1 && fixed + scaledSide(width, step) * scaledSide(height, step) * 3 > JPEG_DECODE_BYTES)
    step -= 1;
  return step;
}

/** The size `withDecoded` gives for a picture at a step. */
export function decodedSize(header: PictureHeader, step: number): { width: number; height: number } {
  if (header.type !== "jpeg") return { width: header.width, height: header.height };
  return { width: scaledSide(header.width, step), height: scaledSide(header.height, step) };
}

/**
 * Decodes and hands the pixels, as stored, to `use`; they are gone when it returns. Synchronous. Throws
 * `UndecodableError` for a bad file and whatever `use` throws. The decoder must have been loaded.
 */
export function withDecoded<R>(
  file: Uint8Array,
  header: PictureHeader,
  step: number,
  use: (pixels: Pixels) => R,
): R {
  const expected = decodedSize(header, step);
  let decoded = false;
  const checked = (pixels: Pixels): R => {
    decoded = pixels.width === expected.width && pixels.height === expected.height;
    if (!decoded) throw new Error("the decoder found another size than the header says");
    return use(pixels);
  };
  try {
    if (header.type === "png") return decodePng(file, checked);
    if (header.type === "webp") return checked(decodeWebp(file));
    return decodeJpeg(file, { step, width: header.width, height: header.height }, checked);
  } catch (error) {
    if (decoded || error instanceof CodecMissingError) throw error;
    throw new UndecodableError("the picture could not be decoded", { cause: error });
  }
}

function decoderOf(header: PictureHeader) {
  if (header.type === "jpeg" || header.type === "png" || header.type === "webp") return DECODERS[header.type];
  throw new Error(`no decoder for ${header.type}`);
}

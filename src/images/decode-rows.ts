import { blamer } from "./blame.ts";
import { decodePng, png } from "./codecs/png.ts";
import { decodeJpeg, turboJpeg } from "./codecs/turbo-jpeg.ts";
import { decodeWebp, webpDecoder } from "./codecs/webp.ts";
import { readGifRows } from "./gif/read-gif-rows.ts";
import { firstWebpFrame } from "./header/first-webp-frame.ts";
import { readWebpHeader } from "./header/read-webp-header.ts";
import type { HeldFile } from "./held-file.ts";
import type { PictureHeader } from "./picture-header.ts";
import type { Pixels } from "./pixels.ts";
import { placeRows } from "./place-rows.ts";
import { readPngRows } from "./png/read-png-rows.ts";
import { type RowFormat, type RowSink, sendRows } from "./rows.ts";

const DECODERS = [turboJpeg, png, webpDecoder] as const;
/** A decoder that has not grown beyond this may stay beside another. */
const SMALL_BYTES = 4_000_000;

/**
 * Gets the decoder for this picture ready and drops others that have grown: each keeps the memory of its largest picture
 * for ever, and an isolate has room for one.
 */
export async function loadDecoder(header: PictureHeader): Promise<void> {
  const wanted = decoderOf(header);
  for (const decoder of DECODERS) {
    if (decoder !== wanted && decoder.memoryBytes() > SMALL_BYTES) decoder.drop();
  }
  await wanted?.load();
}

/**
 * Decodes and hands the rows, as stored, to the sink that `begin` gives. Of a moving picture, the first frame on its
 * canvas. Throws `UndecodableError` for a bad file and whatever `begin` or the sink throw. The decoder must have been
 * loaded.
 */
export async function decodeRows(
  file: HeldFile,
  header: PictureHeader,
  step: number,
  begin: (format: RowFormat) => RowSink,
): Promise<void> {
  const blame = blamer(header, step);
  const guarded = (format: RowFormat) => blame.sink(format, begin);
  const send = (pixels: Pixels) => sendRows(pixels, guarded({ ...pixels, opaque: isOpaque(pixels, header) }));
  try {
    if (header.type === "jpeg") {
      decodeJpeg(file.stored ?? file.bytes(), { step, width: header.width, height: header.height }, send);
    } else if (header.type === "png") {
      if (header.interlaced) decodePng(file.bytes(), send);
      else await readPngRows(file.bytes(), guarded);
    } else if (header.type === "gif") readGifRows(file.bytes(), header, guarded);
    else if (header.animated) readFirstWebpFrame(file, header, guarded);
    else send(decodeWebp(file.bytes()));
  } catch (error) {
    throw blame.judge(error);
  }
}

function decoderOf(header: PictureHeader) {
  if (header.type === "jpeg") return turboJpeg;
  if (header.type === "webp") return webpDecoder;
  if (header.type === "png") return header.interlaced ? png : null;
  if (header.type === "gif") return null;
  throw new Error(`no decoder for ${header.type}`);
}

function isOpaque({ channels }: Pixels, header: PictureHeader): boolean {
  return channels === 3 || !header.alpha;
}

function readFirstWebpFrame(
  file: HeldFile,
  header: PictureHeader,
  begin: (format: RowFormat) => RowSink,
): void {
  const frame = firstWebpFrame(file.bytes());
  if (frame === null) throw new Error("the moving WebP has no frame");
  if (frame.left + frame.width > header.width || frame.top + frame.height > header.height) {
    throw new Error("the first frame is not within its canvas");
  }
  // Its bitstream has a size of its own, which the decoder would believe.
  const inner = readWebpHeader(frame.file);
  if (!inner.ok || inner.width !== frame.width || inner.height !== frame.height) {
    throw new Error("the first frame has another size than its header says");
  }
  const pixels = decodeWebp(frame.file);
  const place = placeRows(header, frame, begin);
  sendRows(pixels, place.row);
  place.end();
}

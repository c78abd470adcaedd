import type { Unreadable } from "../images-service.ts";
import { type PictureHeader, pictureHeader, unreadable } from "../picture-header.ts";
import { ascii, u8, u16le, u24le, u32le } from "./byte-view.ts";
import { type ExifFacts, readExif } from "./exif.ts";

interface Bitstream {
  readonly width: number;
  readonly height: number;
  readonly lossless: boolean;
  readonly alpha: boolean;
}

const ANIMATION_FLAG = 0x02;
const ALPHA_FLAG = 0x10;
/** Before the chunks of a frame (RFC 9649, 2.7.1.1). */
const FRAME_HEADER_BYTES = 16;

/** Header of a WebP (RFC 9649): simple lossy, simple lossless and extended files. */
export function readWebpHeader(bytes: Uint8Array): PictureHeader | Unreadable {
  let canvas: { width: number; height: number; flags: number } | null = null;
  let picture: Bitstream | null = null;
  let exif: ExifFacts | null = null;
  let bare = false;
  const seen = new Set<string>();
  for (const { type, at, length } of webpChunks(bytes)) {
    const body = bytes.subarray(at, at + length);
    if (type === "VP8X" && seen.size === 0) {
      canvas = { flags: u8(body, 0), width: u24le(body, 4) + 1, height: u24le(body, 7) + 1 };
    }
    if (type === "ANMF" && !seen.has(type)) bare = canvas !== null && !covers(body, canvas);
    picture ??= type === "ANMF" ? readFrame(body) : readBitstream(type, body);
    if (type === "EXIF") exif ??= readExif(body);
    seen.add(type);
  }
  const animated = canvas !== null && (canvas.flags & ANIMATION_FLAG) !== 0;
  const size = animated ? canvas : picture;
  if (size === null || size.width === 0 || size.height === 0) return unreadable("damaged");
  // A canvas that differs from its only picture is a trap for whoever trusts one of the two.
  const disagree = canvas !== null && (canvas.width !== size.width || canvas.height !== size.height);
  if (disagree) return unreadable("damaged");
  return pictureHeader({
    type: "webp",
    width: size.width,
    height: size.height,
    animated,
    lossless: picture?.lossless ?? false,
    // Decoders go by the ALPH chunk, whatever the flag says.
    alpha: (picture?.alpha ?? false) || ((canvas?.flags ?? 0) & ALPHA_FLAG) !== 0 || seen.has("ALPH") || bare,
    icc: seen.has("ICCP"),
    complete: bytes.length >= u32le(bytes, 4) + 8,
    ...exif,
  });
}

/** The chunks of the file; the last one is cut where the bytes end. */
export function* webpChunks(
  bytes: Uint8Array,
  from = 12,
): Generator<{ type: string; at: number; length: number }> {
  let at = from;
  while (at + 8 <= bytes.length) {
    const length = u32le(bytes, at + 4);
    yield { type: ascii(bytes, at, 4), at: at + 8, length: Math.min(length, bytes.length - at - 8) };
    at += 8 + length + (length % 2);
  }
}

function readBitstream(type: string, body: Uint8Array): Bitstream | null {
  if (type === "VP8L") return readLossless(body);
  return type === "VP8 " ? readLossy(body) : null;
}

/** Whether a frame leaves nothing of its canvas bare, which would be see-through. */
function covers(body: Uint8Array, canvas: { width: number; height: number }): boolean {
  const atOrigin = u24le(body, 0) === 0 && u24le(body, 3) === 0;
  return atOrigin && u24le(body, 6) + 1 >= canvas.width && u24le(body, 9) + 1 >= canvas.height;
}

/** What the first picture of a moving one is. */
function readFrame(body: Uint8Array): Bitstream | null {
  let alpha = false;
  for (const { type, at, length } of webpChunks(body, FRAME_HEADER_BYTES)) {
    alpha ||= type === "ALPH";
    const found = readBitstream(type, body.subarray(at, at + length));
    if (found !== null) return { ...found, alpha: alpha || found.alpha };
  }
  return null;
}

function readLossy(body: Uint8Array): Bitstream | null {
  const keyFrame = (u8(body, 0) & 1) === 0;
  if (!keyFrame || u24le(body, 3) !== 0x2a019d) return null;
  return { width: u16le(body, 6) & 0x3fff, height: u16le(body, 8) & 0x3fff, lossless: false, alpha: false };
}

function readLossless(body: Uint8Array): Bitstream | null {
  if (u8(body, 0) !== 0x2f || body.length < 5) return null;
  const bits = u32le(body, 1);
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    lossless: true,
    alpha: ((bits >>> 28) & 1) === 1,
  };
}

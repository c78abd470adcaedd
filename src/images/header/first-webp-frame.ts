import { ascii, u24le } from "./byte-view.ts";
import { webpChunks } from "./read-webp-header.ts";

/** The first picture of an animated WebP, as a file of its own. */
interface WebpFrame {
  readonly file: Uint8Array<ArrayBuffer>;
  /** Where it lies on the canvas, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const FRAME_HEADER_BYTES = 16;
const RIFF_HEADER_BYTES = 12;
const VP8X_BYTES = 18;
const ALPHA_FLAG = 0x10;

/** Wraps the first ANMF chunk (RFC 9649, 2.7.1.1) into a still WebP. Null when there is none. */
export function firstWebpFrame(bytes: Uint8Array): WebpFrame | null {
  for (const { type, at, length } of webpChunks(bytes)) {
    if (type !== "ANMF" || length < FRAME_HEADER_BYTES + 8) continue;
    const width = u24le(bytes, at + 6) + 1;
    const height = u24le(bytes, at + 9) + 1;
    const body = bytes.subarray(at + FRAME_HEADER_BYTES, at + length);
    // A lossy picture keeps its alpha in a chunk before it, which needs the extended header.
    const extended = ascii(body, 0, 4) === "ALPH";
    return {
      file: wrap(body, extended ? { width, height } : null),
      left: 2 * u24le(bytes, at),
      top: 2 * u24le(bytes, at + 3),
      width,
      height,
    };
  }
  return null;
}

function wrap(body: Uint8Array, canvas: { width: number; height: number } | null): Uint8Array<ArrayBuffer> {
  const before = RIFF_HEADER_BYTES + (canvas === null ? 0 : VP8X_BYTES);
  const file = new Uint8Array(before + body.length + (body.length % 2));
  const view = new DataView(file.buffer);
  file.set([0x52, 0x49, 0x46, 0x46], 0); // RIFF
  view.setUint32(4, file.length - 8, true);
  file.set([0x57, 0x45, 0x42, 0x50], 8); // WEBP
  if (canvas !== null) {
    file.set([0x56, 0x50, 0x38, 0x58], RIFF_HEADER_BYTES); // VP8X
    view.setUint32(16, VP8X_BYTES - 8, true);
    file[20] = ALPHA_FLAG;
    setUint24(file, 24, canvas.width - 1);
    setUint24(file, 27, canvas.height - 1);
  }
  file.set(body, before);
  return file;
}

function setUint24(file: Uint8Array, at: number, value: number): void {
  file[at] = value;
  file[at + 1] = value >> 8;
  file[at + 2] = value >> 16;
}

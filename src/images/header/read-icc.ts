import { inflateSync } from "node:zlib";

import type { PictureHeader } from "../picture-header.ts";
import { ascii, u8 } from "./byte-view.ts";
import { jpegSegments } from "./read-jpeg-header.ts";
import { pngChunks } from "./read-png-header.ts";
import { webpChunks } from "./read-webp-header.ts";

/** Display profiles have under 4 kB, printers' up to 2 MB; those are no matrix profiles and not used anyway. */
const MAX_PROFILE_BYTES = 1_000_000;
const APP2 = 0xe2;
const JPEG_PREFIX_BYTES = 14; // "ICC_PROFILE\0", number, count

/** The embedded ICC profile, or null when there is none or it cannot be read. */
export async function readIcc(bytes: Uint8Array, header: PictureHeader): Promise<Uint8Array | null> {
  if (!header.icc) return null;
  if (header.type === "jpeg") return fromJpeg(bytes);
  if (header.type === "png") return fromPng(bytes);
  for (const { type, at, length } of webpChunks(bytes)) {
    if (type === "ICCP") return bytes.subarray(at, at + length);
  }
  return null;
}

/** A JPEG spreads a profile over numbered segments (ICC.1, annex B.4). */
function fromJpeg(bytes: Uint8Array): Uint8Array | null {
  const parts: { number: number; data: Uint8Array }[] = [];
  let size = 0;
  for (const { marker, at, length } of jpegSegments(bytes)) {
    if (marker !== APP2 || ascii(bytes, at, 12) !== "ICC_PROFILE\0") continue;
    const data = bytes.subarray(at + JPEG_PREFIX_BYTES, at + length);
    size += data.length;
    if (size > MAX_PROFILE_BYTES) return null;
    parts.push({ number: u8(bytes, at + 12), data });
  }
  parts.sort((a, b) => a.number - b.number);
  return join(parts.map((part) => part.data));
}

function fromPng(bytes: Uint8Array): Uint8Array | null {
  for (const { type, at, length } of pngChunks(bytes)) {
    if (type !== "iCCP") continue;
    const body = bytes.subarray(at, at + length);
    return inflate(body.subarray(body.indexOf(0) + 2)); // name, zero, compression method
  }
  return null;
}

/**
 * Inflates, and stops at the limit: a few bytes can stand for gigabytes. Not a `DecompressionStream`: workerd's inflates all
 * it was given before the first read.
 */
function inflate(data: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(data, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    return null;
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

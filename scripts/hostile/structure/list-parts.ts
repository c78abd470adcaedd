import { gifParts } from "./gif-parts.ts";
import { jpegParts } from "./jpeg-parts.ts";
import { type Part, withTrailing } from "./part.ts";
import { pngParts } from "./png-parts.ts";
import { webpParts } from "./webp-parts.ts";

export type PictureKind = "jpeg" | "png" | "webp" | "gif";

/** By the first bytes; null for anything else. */
export function pictureKind(file: Uint8Array): PictureKind | null {
  const start = Buffer.from(file.subarray(0, 12)).toString("latin1");
  if (start.startsWith("\xff\xd8\xff")) return "jpeg";
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "webp";
  return /^GIF8[79]a/.test(start) ? "gif" : null;
}

/** The pieces of a picture file, without a gap, from the first byte to the last. */
export function listParts(file: Uint8Array): Part[] {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.length);
  switch (pictureKind(file)) {
    case "jpeg":
      return jpegParts(buffer);
    case "png":
      return pngParts(buffer);
    case "webp":
      return webpParts(buffer);
    case "gif":
      return gifParts(buffer);
    case null:
      return withTrailing([], file.length);
  }
}

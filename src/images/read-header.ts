import { ascii, u32be } from "./header/byte-view.ts";
import { readGifHeader } from "./header/read-gif-header.ts";
import { readJpegHeader } from "./header/read-jpeg-header.ts";
import { readPngHeader } from "./header/read-png-header.ts";
import { readWebpHeader } from "./header/read-webp-header.ts";
import type { Unreadable } from "./images-service.ts";
import { type PictureHeader, pictureHeader, type PictureType, unreadable } from "./picture-header.ts";

const AVIF_BRANDS = ["avif", "avis"];
const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"];
/** How far into a text file the `<svg` element may begin. */
const SVG_SEARCH_BYTES = 1_024;

/**
 * Reads what a picture file declares about itself. The type comes from its first bytes, never from a name. Needs no
 * decoder, reads each byte at most a few times, and answers `Unreadable` for anything else.
 */
export function readHeader(bytes: Uint8Array): PictureHeader | Unreadable {
  const type = sniff(bytes);
  switch (type) {
    case "jpeg":
      return readJpegHeader(bytes);
    case "png":
      return readPngHeader(bytes);
    case "webp":
      return readWebpHeader(bytes);
    case "gif":
      return readGifHeader(bytes);
    case null:
      return unreadable("not_a_picture");
    case "avif":
    case "heic":
    case "svg":
    case "tiff":
    case "bmp":
    case "pdf":
      // Recognised so that the answer can name the format; none of them is decoded here.
      return pictureHeader({ type, width: 0, height: 0 });
  }
}

function sniff(bytes: Uint8Array): PictureType | null {
  const start = ascii(bytes, 0, 12);
  if (start.startsWith("\xff\xd8\xff")) return "jpeg";
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "webp";
  if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) return "gif";
  if (start.startsWith("II*\0") || start.startsWith("MM\0*")) return "tiff";
  if (start.startsWith("%PDF-")) return "pdf";
  if (start.slice(4, 8) === "ftyp") return sniffIsoMedia(bytes);
  if (start.startsWith("BM") && bytes.length > 26) return "bmp";
  return looksLikeSvg(bytes) ? "svg" : null;
}

/** AVIF and HEIC share a container; the brands say which. */
function sniffIsoMedia(bytes: Uint8Array): PictureType | null {
  const end = Math.min(u32be(bytes, 0), bytes.length, 256);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, 4));
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return "avif";
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? "heic" : null;
}

function looksLikeSvg(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, SVG_SEARCH_BYTES)).trimStart();
  return text.startsWith("<") && /<svg[\s>]/i.test(text);
}

/** What becomes of a chosen file, from its first bytes alone: nothing is decoded before this has answered. */
import { MAX_MEGAPIXELS } from "../images/bounds.ts";
import { checkBounds } from "../images/check-bounds.ts";
import { type PictureHeader, uprightSize } from "../images/picture-header.ts";
import { readHeader } from "../images/read-header.ts";
import { describeUnreadable } from "../images/unreadable-reasons.ts";
import { FILE_NOTE_NAMES, type FileNote } from "../views/file-notes.ts";
import { isFilm, isoMediaSize, type Size } from "./iso-media.ts";
import { PictureProblem } from "./picture-problem.ts";

/** A file that may go on. */
export interface JudgedFile {
  /** What its bytes say it is; the name and the browser's guess do not count. */
  readonly mime: string;
  /** As a person sees it, in pixels. */
  readonly upright: Size;
  /** False when no pixel can be see-through. */
  readonly alpha: boolean;
  /** True when the server takes the file as it is. */
  readonly serverTakes: boolean;
  /** True when it should travel as it is; else it is drawn smaller, or into another format. */
  readonly asIs: boolean;
  /** What the person may want to know beforehand; sentences are in `FILE_NOTES`. */
  readonly notes: readonly FileNote[];
}

/** Longest side sent: enough for every platform's crop with room to zoom. */
export const MAX_SENT_SIDE = 4_096;
/** A larger JPEG is made smaller before it travels: at 0.3 Mbit/s this much takes the two minutes an upload may take. */
const MAX_SENT_JPEG_BYTES = 4 * 1024 * 1024;
/** Of a file too large to travel as it is, this much is read: room for any profile and preview before the pixels. */
const HEAD_BYTES = 4 * 1024 * 1024;
/** Breaches that drawing it again mends. */
const MENDABLE: readonly string[] = ["too_many_pixels", "cmyk"];

/** Reads what is needed of the file and judges it. `maxBytes` is the server's limit. Throws `PictureProblem`. */
export async function judgeFile(file: Blob, maxBytes: number): Promise<JudgedFile> {
  const head = file.size <= maxBytes ? file : file.slice(0, HEAD_BYTES);
  return judgeBytes(new Uint8Array(await head.arrayBuffer()), file.size);
}

/** `bytes` may be the beginning of a file of `size` bytes. Throws `PictureProblem` with the limit and the value. */
export function judgeBytes(bytes: Uint8Array, size: number): JudgedFile {
  if (size === 0) throw new PictureProblem("The file is empty (0 bytes). Choose a picture.");
  const read = readHeader(bytes);
  if (!read.ok) {
    throw new PictureProblem(
      isFilm(bytes)
        ? "This is a film. Choose a picture, or save one frame of it as JPEG and choose that."
        : describeUnreadable(read.reason),
    );
  }
  // AVIF and HEIC: some browsers read them, the server does not.
  const foreign = read.type === "avif" || read.type === "heic" ? isoMediaSize(bytes) : null;
  // To the bounds a foreign picture of known size is as good as a PNG, which is what it is drawn into.
  const header: PictureHeader = foreign === null ? read : { ...read, ...foreign, type: "png", alpha: true };
  refuseUnmendable(header);
  const breach = checkBounds(read, size);
  // What was read in part cannot be judged whole: only drawing it again makes it small enough.
  if (breach?.code === "damaged") throw new PictureProblem(breach.message);
  const upright = uprightSize(header);
  const small = Math.max(upright.width, upright.height) <= MAX_SENT_SIDE;
  return {
    mime: `image/${read.type}`,
    upright,
    alpha: header.alpha,
    serverTakes: breach === null,
    asIs: breach === null && small && (read.type !== "jpeg" || size <= MAX_SENT_JPEG_BYTES),
    notes: FILE_NOTE_NAMES.filter((note) => (note === "moving" ? read.animated : read.gps)),
  };
}

/** Limits that hold for whoever decodes: the type, the sides, and as many pixels as the server takes of any kind. */
function refuseUnmendable(header: PictureHeader): void {
  const breach = checkBounds({ ...header, complete: true }, 0);
  if (breach !== null && !MENDABLE.includes(breach.code)) throw new PictureProblem(breach.message);
  const megapixels = (header.width * header.height) / 1_000_000;
  if (megapixels > MAX_MEGAPIXELS) {
    throw new PictureProblem(
      `The picture has ${megapixels.toFixed(2)} megapixels; at most ${MAX_MEGAPIXELS} are taken. Save a smaller copy, as JPEG.`,
    );
  }
}

import type { Unreadable } from "./images-service.ts";

export type PictureType = "jpeg" | "png" | "webp" | "gif" | "avif" | "heic" | "svg" | "tiff" | "bmp" | "pdf";

/** EXIF orientation: 1 is upright, 2 to 4 mirror or turn by 180°, 5 to 8 also swap the sides. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What the first bytes of a file declare. Nothing here was decoded, and a decoder may still refuse the file. */
export interface PictureHeader {
  readonly ok: true;
  readonly type: PictureType;
  /** Pixels as stored, before the orientation is applied. 0 for types that are recognised only to be refused. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  /** JPEG that is stored in several scans: a decoder keeps all its coefficients. */
  readonly progressive: boolean;
  /** PNG in Adam7 order: cannot be decoded row by row. */
  readonly interlaced: boolean;
  readonly animated: boolean;
  /** The format can carry transparency here; whether a pixel uses it is known after decoding. */
  readonly alpha: boolean;
  readonly cmyk: boolean;
  /** WebP in its lossless coding. */
  readonly lossless: boolean;
  /** JPEG: stored samples a pixel, 1 (grey), 1.5 (4:2:0), 2 (4:2:2) or 3 (4:4:4). 0 for other types. */
  readonly samplesPerPixel: number;
  /** Bits a channel. */
  readonly bitDepth: number;
  readonly icc: boolean;
  /** True when the EXIF block has a place for coordinates. */
  readonly gps: boolean;
  /** The end mark of the format is there. False means the file was cut off. */
  readonly complete: boolean;
}

const NOTHING_SPECIAL: Omit<PictureHeader, "type" | "width" | "height"> = {
  ok: true,
  orientation: 1,
  progressive: false,
  interlaced: false,
  animated: false,
  alpha: false,
  cmyk: false,
  lossless: false,
  samplesPerPixel: 0,
  bitDepth: 8,
  icc: false,
  gps: false,
  complete: true,
};

type Described = Pick<PictureHeader, "type" | "width" | "height"> & Partial<PictureHeader>;

/** A header with everything unsaid at its plain value. */
export function pictureHeader(described: Described): PictureHeader {
  return { ...NOTHING_SPECIAL, ...described };
}

/** A picture that cannot be read. `reason` is a stable code of `unreadable-reasons.ts`. */
export function unreadable(reason: string): Unreadable {
  return { ok: false, reason };
}

/** Width and height as a person sees them, after the orientation is applied. */
export function uprightSize(header: PictureHeader): { width: number; height: number } {
  const { width, height, orientation } = header;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/**
 * How much each part of a picture stands out. Everything in this folder is pure and imports nothing from outside of it, so
 * that the browser can run it too.
 */
export interface SalienceMap {
  /** Cells across and down; they are square. */
  readonly width: number;
  readonly height: number;
  /**
   * Sums from the left: `(width + 1)` numbers a row, the first 0. What stands out in a row from `a` to `b` is the number at
   * `b` less the one at `a`. All rows together are 1, or 0 for a picture in which nothing stands out.
   */
  readonly sums: Float64Array;
}

/** A rectangle in fractions 0..1 of what it lies in. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Upright pixels of a small copy of the picture; RGB or RGBA, alpha not premultiplied. */
export interface SmallPicture {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: 3 | 4;
  readonly width: number;
  readonly height: number;
}

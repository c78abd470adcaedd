/** Decoded pixels: RGB or RGBA, 8 bits a channel, rows from the top without padding, alpha not premultiplied. */
export interface Pixels {
  readonly data: Uint8Array;
  /** Bytes a pixel. 3 has no alpha: a large JPEG then takes a quarter less memory. */
  readonly channels: 3 | 4;
  readonly width: number;
  readonly height: number;
}

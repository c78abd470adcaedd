/** One piece of a picture file: a segment, chunk or block, with its framing. */
export interface Part {
  /** Marker, chunk type or block name, such as `APP1`, `IDAT`, `VP8X`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What is left between the last piece that can be understood and the end of the file. */
export const TRAILING = "trailing bytes";

/** The pieces as found, and one more when they do not reach the end. */
export function withTrailing(parts: readonly Part[], length: number): Part[] {
  const end = parts.at(-1)?.end ?? 0;
  return end < length ? [...parts, { name: TRAILING, start: end, end: length }] : [...parts];
}

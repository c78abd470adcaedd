import type { Fingerprint } from "./fingerprint-type.ts";
import { smoothColours } from "./smooth-colours.ts";

interface Lean {
  /** Where `shown` lies on the way from `sent` (0) to `before` (1). */
  readonly share: number;
  /** Length of that way: how far the two known pictures are apart, root of the summed squares of their colour grids. */
  readonly apart: number;
}

/**
 * On which side `shown` lies between two known pictures. Only the direction in which those two differ counts, so what a
 * platform does to every picture (compression, resizing) hardly moves the result, however small the retouch is.
 */
export function lean(sent: Fingerprint, shown: Fingerprint, before: Fingerprint): Lean {
  const from = smoothColours(sent);
  const to = smoothColours(before);
  const at = smoothColours(shown);
  let way = 0;
  let travelled = 0;
  from.forEach((start, index) => {
    const step = (to[index] ?? 0) - start;
    way += step * step;
    travelled += ((at[index] ?? 0) - start) * step;
  });
  return { share: way === 0 ? 0 : travelled / way, apart: Math.sqrt(way) };
}

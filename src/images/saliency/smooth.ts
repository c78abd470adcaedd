/** Passes of a box that come near a bell. */
const PASSES = 3;

/** A plane smoothed by about `radius` cells in every direction; edges are continued. A radius below a half changes nothing. */
export function smooth(plane: Float64Array, width: number, height: number, radius: number): Float64Array {
  const reach = Math.round(radius);
  let out = plane;
  for (let pass = 0; pass < PASSES && reach > 0; pass += 1) {
    out = box(out, width, height, reach, 1, width);
    out = box(out, height, width, reach, width, 1);
  }
  return out;
}

/** Means along lines of `length` cells that are `step` apart; there are `lines` of them, `across` apart. */
function box(
  plane: Float64Array,
  length: number,
  lines: number,
  reach: number,
  step: number,
  across: number,
): Float64Array {
  const out = new Float64Array(plane.length);
  const share = 1 / (2 * reach + 1);
  for (let line = 0; line < lines; line += 1) {
    const start = line * across;
    const at = (index: number) => plane[start + Math.min(length - 1, Math.max(0, index)) * step] as number;
    let sum = 0;
    for (let index = -reach; index <= reach; index += 1) sum += at(index);
    for (let index = 0; index < length; index += 1) {
      out[start + index * step] = sum * share;
      sum += at(index + reach + 1) - at(index - reach);
    }
  }
  return out;
}

import { bytesOf } from "./compare-fingerprints.ts";
import type { Fingerprint } from "./fingerprint-type.ts";

const CELLS = 32;
const ROW = CELLS * 3;
const PASSES = 2;

/**
 * The colour grid with its finest detail taken out (weights 1 2 1 along both axes, twice). Resizing disturbs fine detail
 * most and retouches least: this halves the noise of a re-encoding against the change of a brightness or a hue.
 */
export function smoothColours(fingerprint: Fingerprint): Float64Array {
  let grid: Float64Array = Float64Array.from(bytesOf(fingerprint.colour));
  for (let pass = 0; pass < PASSES; pass += 1) {
    grid = blur(grid, 3, ROW);
    grid = blur(grid, ROW, 3);
  }
  return grid;
}

/** Root mean square difference of two smoothed grids, 0..255. */
export function smoothDistance(a: Float64Array, b: Float64Array): number {
  const squares = a.reduce((sum, value, index) => sum + (value - (b[index] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / a.length);
}

/** One pass along the lines whose cells are `step` numbers apart; neighbouring lines are `across` numbers apart. */
function blur(grid: Float64Array, step: number, across: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(grid.length);
  const end = step * (CELLS - 1);
  for (let line = 0; line < CELLS; line += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const start = line * across + channel;
      for (let at = 0; at <= end; at += step) {
        const value = grid[start + at] as number;
        const before = at > 0 ? (grid[start + at - step] as number) : value;
        const after = at < end ? (grid[start + at + step] as number) : value;
        out[start + at] = (before + 2 * value + after) / 4;
      }
    }
  }
  return out;
}

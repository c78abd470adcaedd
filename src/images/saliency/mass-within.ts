import type { Area, SalienceMap } from "./salience-map.ts";

/** The shape a platform shows a picture in. */
export type Mask = "circle" | "rounded" | "square";

/** Radius of the corners of a rounded square, of its side. Mastodon: 8 px of 90. */
const CORNER = 0.09;

/**
 * The share of what stands out that lies in `area`, seen through a mask: 0..1. `area` is in fractions of the picture and may
 * reach beyond it. Changes smoothly with it.
 */
export function massWithin(map: SalienceMap, area: Area, mask: Mask): number {
  const { width, height } = map;
  const top = area.y * height;
  const bottom = top + area.height * height;
  const middle = (area.x + area.width / 2) * width;
  let mass = 0;
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, bottom); row += 1) {
    const from = Math.max(row, top);
    const to = Math.min(row + 1, bottom);
    if (to <= from) continue;
    // How far down in the area, from -1 to 1.
    const down = ((from + to) / 2 - top) / (bottom - top);
    const half = (halfWidth(mask, 2 * down - 1) * area.width * width) / 2;
    mass += (to - from) * (sumTo(map, row, middle + half) - sumTo(map, row, middle - half));
  }
  return mass;
}

/** Half the width of a mask, 0..1, at a height from -1 to 1. */
function halfWidth(mask: Mask, height: number): number {
  if (mask === "square") return 1;
  if (mask === "circle") return Math.sqrt(Math.max(0, 1 - height * height));
  const into = Math.max(0, Math.abs(height) - (1 - 2 * CORNER)) / (2 * CORNER);
  return 1 - 2 * CORNER * (1 - Math.sqrt(Math.max(0, 1 - into * into)));
}

/** The sum of a row from its start to `x` cells, between cells in proportion. */
function sumTo({ width, sums }: SalienceMap, row: number, x: number): number {
  const at = Math.min(width, Math.max(0, x));
  const cell = Math.min(width - 1, Math.floor(at));
  const start = row * (width + 1) + cell;
  const before = sums[start] as number;
  return before + (at - cell) * ((sums[start + 1] as number) - before);
}

import type { Rgb } from "../flatten.ts";
import type { Pixels } from "../pixels.ts";
import { contrast, luminance } from "./light.ts";

/** From here outwards, of the radius. */
const EDGE_FROM = 0.92;
/** Below this two colours beside each other cannot be told apart at a glance. */
const LEAST_CONTRAST = 1.25;
/** Steps of the root of luminance: the dark end needs the finer ones. */
const STEPS = 64;
/** Pixels looked at along a side: enough for shares in percent. */
const SAMPLES = 200;

/** Luminances of what lies along the edge of a picture, as a histogram. */
export interface EdgeLight {
  readonly counts: Float64Array;
  readonly total: number;
}

/**
 * What a picture shows along the edge of its mask. See-through parts show the matte, or where the file keeps them (null) the
 * page: then what is seen of the picture counts, wherever it is.
 */
export function measureEdge(
  pixels: Pixels,
  mask: "circle" | "rounded" | "none",
  matte: Rgb | null,
): EdgeLight {
  const edge = collect(pixels, matte, (x, y) => {
    const out = along(mask, x, y);
    return out >= EDGE_FROM && out <= 1;
  });
  return edge.total > 0 ? edge : collect(pixels, matte, () => true);
}

/** The share of the edge that cannot be told from a page of this luminance, 0..1. */
export function shareLike({ counts, total }: EdgeLight, page: number): number {
  if (total === 0) return 0;
  const alike = counts.reduce(
    (sum, count, step) => sum + (contrast((step / (STEPS - 1)) ** 2, page) < LEAST_CONTRAST ? count : 0),
    0,
  );
  return alike / total;
}

/** How far out a place is, the middle at 0 and the edge of the mask at 1; `x` and `y` from -1 to 1. */
function along(mask: "circle" | "rounded" | "none", x: number, y: number): number {
  return mask === "circle" ? Math.hypot(x, y) : Math.max(Math.abs(x), Math.abs(y));
}

function collect(
  { data, channels, width, height }: Pixels,
  matte: Rgb | null,
  wanted: (x: number, y: number) => boolean,
): EdgeLight {
  const counts = new Float64Array(STEPS);
  let total = 0;
  const every = Math.max(1, Math.floor(width / SAMPLES));
  for (let row = 0; row < height; row += every) {
    for (let column = 0; column < width; column += every) {
      if (!wanted((2 * column + 1) / width - 1, (2 * row + 1) / height - 1)) continue;
      const at = (row * width + column) * channels;
      const seen = channels === 3 || (data[at + 3] as number) >= 128;
      if (!seen && matte === null) continue;
      const light = seen
        ? luminance(data[at] as number, data[at + 1] as number, data[at + 2] as number)
        : luminance(matte?.red ?? 0, matte?.green ?? 0, matte?.blue ?? 0);
      const step = Math.round(Math.sqrt(light) * (STEPS - 1));
      counts[step] = (counts[step] as number) + 1;
      total += 1;
    }
  }
  return { counts, total };
}

import { massWithin, type Mask } from "./mass-within.ts";
import type { Area, SalienceMap } from "./salience-map.ts";

export interface CropWish {
  /** Width divided by height of what is cut. */
  readonly aspect: number;
  /** Least width, as a fraction of the picture: below it the largest target would have to be enlarged. */
  readonly minWidthFraction: number;
  /** Largest width; the same as the least keeps the size and only moves. */
  readonly maxWidthFraction?: number;
  readonly mask: Mask;
  /** Parts of what is cut, in fractions of it, that something else covers. */
  readonly avoid?: readonly Area[];
}

/** As the product stores a crop: fractions of the picture, not turned. */
export interface SuggestedCrop extends Area {
  readonly rotation: 0;
}

/** Sizes are tried in these steps, places in steps of this share of the picture. */
const SIZE_STEP = 0.86;
const PLACE_STEP = 1 / 20;
/** Then the best one is moved in ever smaller steps, down to this share of the picture. */
const FINEST = 1 / 1_000;
/** What an area costs: it must hold more than this share of the picture's average to be worth it. */
const COST_OF_AREA = 0.15;
/** How far around the mask nothing should stand out, of its size: what does is cut through. */
const RING = 0.14;
const COST_OF_CUTTING = 1.5;
/** Room inside the mask: what touches its edge counts a part only. */
const INNER = 0.88;
const COST_OF_COVERING = 1.6;
/** Where everything is alike the middle is best, a little above the half: heads are up. It also keeps two equal places apart. */
const COST_OF_LEAVING_THE_MIDDLE = 0.3;
const MIDDLE = { x: 0.5, y: 0.45 } as const;

interface Place {
  /** Middle and width, in fractions of the picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/**
 * The crop that shows best what stands out: as much of it as possible within the mask with room around it, little else, and
 * nothing that is cut through or covered. Always within the picture, of the wished shape, and never narrower than wished
 * unless the picture is. The same map gives the same crop, and noise moves it by less than 2 %.
 */
export function suggestCrop(map: SalienceMap, wish: CropWish): SuggestedCrop {
  const shape = wish.aspect * (map.height / map.width);
  const widest = Math.min(1, shape);
  const most = Math.min(widest, Math.max(wish.maxWidthFraction ?? widest, 1e-3));
  const least = Math.min(most, Math.max(wish.minWidthFraction, 1e-3));
  const worth = (place: Place) => worthOf(map, wish, place, shape);
  let best = { x: 0.5, y: 0.5, width: most };
  let bestWorth = worth(best);
  for (let width = most; ; width = Math.max(least, width * SIZE_STEP)) {
    for (const x of stops(width)) {
      for (const y of stops(width / shape)) {
        const here = worth({ x, y, width });
        if (here > bestWorth + 1e-12) [best, bestWorth] = [{ x, y, width }, here];
      }
    }
    if (width <= least) break;
  }
  const { x, y, width } = climb(best, bestWorth, worth, { least, most, shape });
  const height = width / shape;
  return { x: x - width / 2, y: y - height / 2, width, height, rotation: 0 };
}

function worthOf(map: SalienceMap, wish: CropWish, { x, y, width }: Place, shape: number): number {
  const cut = areaAround(x, y, width, width / shape);
  const scaled = (factor: number) =>
    massWithin(map, areaAround(x, y, width * factor, (width / shape) * factor), wish.mask);
  const [inner, within, around] = [scaled(INNER), scaled(1), scaled(1 + RING)];
  const covered = (wish.avoid ?? []).reduce(
    (sum, part) => sum + massWithin(map, partOf(cut, part), "square"),
    0,
  );
  const away = (x - MIDDLE.x) ** 2 + (y - MIDDLE.y) ** 2;
  return (
    (inner + within) / 2 -
    COST_OF_AREA * width * (width / shape) -
    COST_OF_CUTTING * (around - within) -
    COST_OF_COVERING * covered -
    COST_OF_LEAVING_THE_MIDDLE * away
  );
}

/** Middles to try for something of this length, from one end of the picture to the other. */
function stops(length: number): number[] {
  const free = 1 - length;
  const count = Math.max(0, Math.ceil(free / PLACE_STEP - 1e-9));
  return Array.from(
    { length: count + 1 },
    (_, index) => length / 2 + (count === 0 ? free / 2 : (free * index) / count),
  );
}

/** Moves and resizes while that is worth something, in ever smaller steps. */
function climb(
  start: Place,
  startWorth: number,
  worth: (place: Place) => number,
  { least, most, shape }: { readonly least: number; readonly most: number; readonly shape: number },
): Place {
  let [best, bestWorth] = [start, startWorth];
  for (let step = PLACE_STEP / 2; step > FINEST; step /= 2) {
    for (let moved = true; moved;) {
      moved = false;
      for (const [dx, dy, grow] of [
        [1, 0, 0],
        [-1, 0, 0],
        [0, 1, 0],
        [0, -1, 0],
        [0, 0, 1],
        [0, 0, -1],
      ] as const) {
        const width = clamp(best.width * (1 + grow * step), least, most);
        const x = clamp(best.x + dx * step, width / 2, 1 - width / 2);
        const y = clamp(best.y + dy * step, width / shape / 2, 1 - width / shape / 2);
        const here = worth({ x, y, width });
        if (here > bestWorth + 1e-9) [best, bestWorth, moved] = [{ x, y, width }, here, true];
      }
    }
  }
  return best;
}

function areaAround(x: number, y: number, width: number, height: number): Area {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function partOf(cut: Area, part: Area): Area {
  return {
    x: cut.x + part.x * cut.width,
    y: cut.y + part.y * cut.height,
    width: part.width * cut.width,
    height: part.height * cut.height,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), Math.max(min, max));
}

import type { Orientation } from "./picture-header.ts";

/** Clockwise quarter turns in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** A rectangle; fractions 0..1 or pixels, as the place says. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * One of the eight ways to lay a picture down. It leads from the wanted picture back to the stored one: first the axes
 * are swapped, then each is reversed.
 */
export interface Turn {
  readonly swap: boolean;
  readonly reverseX: boolean;
  readonly reverseY: boolean;
}

/** EXIF 2.32, tag 274: how the stored picture must be read to stand upright. */
const UPRIGHT: Readonly<Record<Orientation, Turn>> = {
  1: { swap: false, reverseX: false, reverseY: false },
  2: { swap: false, reverseX: true, reverseY: false },
  3: { swap: false, reverseX: true, reverseY: true },
  4: { swap: false, reverseX: false, reverseY: true },
  5: { swap: true, reverseX: false, reverseY: false },
  6: { swap: true, reverseX: false, reverseY: true },
  7: { swap: true, reverseX: true, reverseY: true },
  8: { swap: true, reverseX: true, reverseY: false },
};

/** A clockwise turn is what the orientation of the same angle asks for. */
const BY_ROTATION: Readonly<Record<Rotation, Turn>> = {
  0: UPRIGHT[1],
  90: UPRIGHT[6],
  180: UPRIGHT[3],
  270: UPRIGHT[8],
};

/** From the picture a person sees after turning the upright one by `rotation`, back to the stored one. */
export function turnToStored(orientation: Orientation, rotation: Rotation): Turn {
  const first = BY_ROTATION[rotation];
  const then = UPRIGHT[orientation];
  const [x, y] = then.swap ? [first.reverseY, first.reverseX] : [first.reverseX, first.reverseY];
  return { swap: first.swap !== then.swap, reverseX: x !== then.reverseX, reverseY: y !== then.reverseY };
}

/** The same part of the picture in stored coordinates. Fractions in, fractions out. */
export function turnRect(rect: Rect, turn: Turn): Rect {
  const swapped = turn.swap ? { x: rect.y, y: rect.x, width: rect.height, height: rect.width } : rect;
  return {
    ...swapped,
    x: turn.reverseX ? 1 - swapped.x - swapped.width : swapped.x,
    y: turn.reverseY ? 1 - swapped.y - swapped.height : swapped.y,
  };
}

/**
 * Where the pixels of a stored picture lie in the one a person sees: the number of the first, and how far apart the
 * neighbours of a row, and the rows, are.
 */
export function layDown(
  { swap, reverseX, reverseY }: Turn,
  { width, height }: { readonly width: number; readonly height: number },
): { origin: number; right: number; down: number } {
  const right = swap ? height : 1;
  const down = swap ? 1 : width;
  return {
    origin: (reverseX ? (width - 1) * right : 0) + (reverseY ? (height - 1) * down : 0),
    right: reverseX ? -right : right,
    down: reverseY ? -down : down,
  };
}

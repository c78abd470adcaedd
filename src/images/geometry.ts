import type { Orientation } from "./picture-header.ts";
import { type Rect, type Rotation, type Turn, turnRect, turnToStored } from "./turn.ts";

/** What to cut: fractions 0..1 of the upright picture after it was turned clockwise by `rotation`. */
export interface Crop extends Rect {
  readonly rotation: Rotation;
}

/** Crops for single platforms, by platform id, where one differs from the picture's own. */
export type CropOverrides = Readonly<Record<string, Crop>>;

interface Size {
  readonly width: number;
  readonly height: number;
}

interface CropPlace {
  /** What to read, in pixels of the picture as it is stored; may begin and end inside a pixel. */
  readonly rect: Rect;
  /** How to lay the cut piece down. */
  readonly turn: Turn;
  /** The size to resize `rect` to, before it is laid down. */
  readonly storedTarget: Size;
  /** True when there are fewer pixels than wanted: the result is blurred. */
  readonly upscaled: boolean;
}

const WHOLE: Crop = { x: 0, y: 0, width: 1, height: 1, rotation: 0 };
/** Rounding in the stored fractions must not read as missing pixels. */
const TOLERANCE_PX = 0.5;

/**
 * Where a crop lies in a picture of `size` (as stored, at any decoding scale) for a target in pixels. Where the shapes
 * differ, the largest centred part of the crop with the target's shape is taken; no crop means the whole picture.
 */
export function placeCrop(size: Size, orientation: Orientation, crop: Crop | null, target: Size): CropPlace {
  const wanted = crop ?? WHOLE;
  const turn = turnToStored(orientation, wanted.rotation);
  const seen = turn.swap ? { width: size.height, height: size.width } : size;
  const fitted = fitShape(wanted, (target.width / target.height) * (seen.height / seen.width));
  const stored = turnRect(fitted, turn);
  const rect = {
    x: stored.x * size.width,
    y: stored.y * size.height,
    width: stored.width * size.width,
    height: stored.height * size.height,
  };
  const storedTarget = turn.swap ? { width: target.height, height: target.width } : target;
  const upscaled =
    rect.width < storedTarget.width - TOLERANCE_PX || rect.height < storedTarget.height - TOLERANCE_PX;
  return { rect, turn, storedTarget, upscaled };
}

/** The largest centred part of `rect` with the given width:height, in the units of `rect`. */
export function fitShape(rect: Rect, shape: number): Rect {
  const width = Math.min(rect.width, rect.height * shape);
  const height = Math.min(rect.height, rect.width / shape);
  return { x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width, height };
}

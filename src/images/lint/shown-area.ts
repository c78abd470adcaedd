import { type Crop, fitShape } from "../geometry.ts";
import type { Area } from "../saliency/salience-map.ts";
import type { Rotation } from "../turn.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A stored crop may lack this much, in pixels, by its rounding; see `placeCrop`. */
const TOLERANCE_PX = 0.5;
/** Of a fraction in a crop: a hundredth of a pixel of the largest picture. */
const DECIMALS = 1_000_000;

/** The upright picture after it was turned clockwise. */
export function turnedSize({ width, height }: Size, rotation: Rotation): Size {
  return rotation === 90 || rotation === 270 ? { width: height, height: width } : { width, height };
}

/** The part of the turned picture that is shown in a file of this shape, in fractions of it; as `placeCrop` cuts it. */
export function shownArea(size: Size, crop: Crop | null, aspect: number): Area {
  const whole = { x: 0, y: 0, width: 1, height: 1 };
  return fitShape(crop ?? whole, aspect * (size.height / size.width));
}

/** How many times a part must be enlarged to be `width` pixels wide; 1 or less when there are enough. */
export function enlargement(size: Size, area: Area, width: number): number {
  const pixels = area.width * size.width;
  return pixels >= width - TOLERANCE_PX ? Math.min(1, width / pixels) : width / pixels;
}

/** The smallest part around the same middle that need not be enlarged, moved into the picture. Null: the picture is too small. */
export function largerCut(size: Size, area: Area, target: Size, rotation: Rotation): Crop | null {
  const width = target.width / size.width;
  const height = target.height / size.height;
  if (width > 1 || height > 1) return null;
  const x = area.x + (area.width - width) / 2;
  const y = area.y + (area.height - height) / 2;
  return tidyCrop({ x, y, width, height }, rotation);
}

/** A crop with fractions of six decimals that lies within the picture. */
export function tidyCrop({ x, y, width, height }: Area, rotation: Rotation): Crop {
  const along = (start: number, length: number) => {
    const size = Math.min(DECIMALS, Math.max(1, Math.ceil(length * DECIMALS - 1e-3)));
    const from = Math.min(DECIMALS - size, Math.max(0, Math.round(start * DECIMALS)));
    return { from: from / DECIMALS, size: size / DECIMALS };
  };
  const across = along(x, width);
  const down = along(y, height);
  return { x: across.from, y: down.from, width: across.size, height: down.size, rotation };
}

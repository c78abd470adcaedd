import { readColour, type Rgb } from "../../src/images/flatten.ts";
import type { Crop } from "../../src/images/geometry.ts";
import type { Rotation } from "../../src/images/turn.ts";

/** How a picture is to be cut, as typed: `x,y,width,height` in fractions and, if turned, degrees. */
export interface TypedCut {
  readonly crop: string | undefined;
  /** `platform=x,y,width,height`. */
  readonly cropsFor: readonly string[];
  readonly matte: string | undefined;
}

export interface Cut {
  readonly crop: Crop | null;
  readonly overrides: Readonly<Record<string, Crop>>;
  readonly matte: Rgb | null;
}

/** Gives a sentence instead where something cannot be read. */
export function readCut({ crop, cropsFor, matte }: TypedCut): Cut | string {
  const own = crop === undefined ? null : readCrop(crop);
  if (typeof own === "string") return own;
  if (matte !== undefined && !/^#[0-9a-f]{6}$/i.test(matte)) {
    return `${matte} is no colour; write one as #1f6f5c.`;
  }
  const overrides: Record<string, Crop> = {};
  for (const each of cropsFor) {
    const [platform = "", numbers = ""] = each.split("=", 2);
    const theirs = readCrop(numbers);
    if (typeof theirs === "string") return theirs;
    overrides[platform] = theirs;
  }
  return { crop: own, overrides, matte: matte === undefined ? null : readColour(matte) };
}

function readCrop(text: string): Crop | string {
  const [x = NaN, y = NaN, width = NaN, height = NaN, rotation = 0] = text.split(",").map(Number);
  const within = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 && y + height <= 1;
  if (!within || ![0, 90, 180, 270].includes(rotation)) {
    return `${text} is no crop inside the picture; write x,y,width,height between 0 and 1, such as 0.25,0,0.5,1.`;
  }
  return { x, y, width, height, rotation: rotation as Rotation };
}

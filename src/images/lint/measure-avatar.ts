import type { Crop } from "../geometry.ts";
import { massWithin, type Mask } from "../saliency/mass-within.ts";
import type { Area, SalienceMap } from "../saliency/salience-map.ts";
import { suggestCrop } from "../saliency/suggest-crop.ts";
import type { Rotation } from "../turn.ts";
import type { PlaceFacts } from "./facts.ts";
import { tidyCrop } from "./shown-area.ts";

/** What is shown of a turned picture, and through which mask. */
export interface ShownPart {
  readonly map: SalienceMap;
  readonly area: Area;
  readonly rotation: Rotation;
  readonly mask: PlaceFacts["mask"];
  /** Width divided by height of the file. */
  readonly aspect: number;
}

type AvatarFacts = Pick<PlaceFacts, "kept" | "best" | "corners" | "views" | "clear">;

/** How much of what stands out a mask shows, and how much the best cut of the same size would. */
export function measureAvatar(shown: ShownPart): AvatarFacts {
  const { map, area, aspect, rotation } = shown;
  const mask: Mask = shown.mask === "none" ? "square" : shown.mask;
  const within = (part: Area) => {
    const kept = massWithin(map, part, mask);
    const cut = massWithin(map, part, "square");
    return { kept: toShare(kept), corners: toShare(cut > 0 ? 1 - kept / cut : 0) };
  };
  const fixed = { minWidthFraction: area.width, maxWidthFraction: area.width };
  const crop: Crop = tidyCrop(suggestCrop(map, { aspect, mask, ...fixed }), rotation);
  return { ...within(area), best: { ...within(crop), crop }, views: [], clear: null };
}

/** A share with three decimals; rounding must not leave 0..1. */
export function toShare(value: number): number {
  return Math.min(1, Math.max(0, Math.round(value * 1_000) / 1_000));
}

import type { PlatformId } from "../../platforms/platform.ts";
import { bannerParts, profileLayouts } from "../../platforms/profile-layout.ts";
import { massWithin } from "../saliency/mass-within.ts";
import type { Area } from "../saliency/salience-map.ts";
import { suggestCrop } from "../saliency/suggest-crop.ts";
import type { PlaceFacts, ViewFacts } from "./facts.ts";
import { type ShownPart, toShare } from "./measure-avatar.ts";
import { tidyCrop } from "./shown-area.ts";

type BannerFacts = Pick<PlaceFacts, "kept" | "best" | "corners" | "views" | "clear">;

/** What of the things that stand out a platform cuts off or covers, now and by the best cut of the same size. */
export function measureBanner(shown: ShownPart, platform: PlatformId): BannerFacts {
  const { map, area, aspect, rotation } = shown;
  const views = profileLayouts[platform].views.map((view) => ({
    name: view.name,
    ...bannerParts(view, aspect),
  }));
  const lossesOf = (cut: Area): ViewFacts[] => {
    const all = massWithin(map, cut, "square");
    return views.map(({ name, seen, covered }) => {
      const inView = massWithin(map, partOf(cut, seen), "square");
      // The whole square: what is cut through by the picture's edge is lost as well.
      const behind = massWithin(map, partOf(cut, covered), "square");
      return {
        name,
        cutAt: cutAt(seen),
        hidden: toShare(all > 0 ? 1 - inView / all : 0),
        covered: toShare(all > 0 ? behind / all : 0),
      };
    });
  };
  const avoid = views.flatMap(({ seen, covered }) => [...outside(seen), covered]);
  const fixed = { minWidthFraction: area.width, maxWidthFraction: area.width };
  const crop = tidyCrop(suggestCrop(map, { aspect, mask: "square", avoid, ...fixed }), rotation);
  const clear = { crop, views: lossesOf(crop) };
  return { kept: null, best: null, corners: null, views: lossesOf(area), clear };
}

function cutAt({ width, height }: Area): ViewFacts["cutAt"] {
  if (height < 1) return "top and bottom";
  return width < 1 ? "left and right" : "no side";
}

/** The bands around the part that is seen. */
function outside({ x, y, width, height }: Area): Area[] {
  return [
    { x: 0, y: 0, width: 1, height: y },
    { x: 0, y: y + height, width: 1, height: 1 - y - height },
    { x: 0, y, width: x, height },
    { x: x + width, y, width: 1 - x - width, height },
  ].filter((band) => band.width > 0 && band.height > 0);
}

function partOf(cut: Area, part: Area): Area {
  return {
    x: cut.x + part.x * cut.width,
    y: cut.y + part.y * cut.height,
    width: part.width * cut.width,
    height: part.height * cut.height,
  };
}

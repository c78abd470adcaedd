/** What is cut from a picture, and for whom. */
import type { ImageResource } from "../services/images/image-resource.ts";
import type { PlatformFacts } from "./platform-facts.ts";

/** What an editor of cuts is given. */
export interface CropperProps {
  readonly image: ImageResource;
  readonly platforms: readonly PlatformFacts[];
  /** Whose cut is edited; null is the one that all platforms share. */
  readonly target: PlatformFacts | null;
  /** The current picture of the other kind, to show the two together. */
  readonly companionUrl: string | null;
}

interface CropShape {
  /** Width divided by height. */
  readonly aspect: number;
  /** The fewest source pixels zooming may leave: half of what platforms want is still presentable. */
  readonly minWidth: number;
  readonly mask: "circle" | "rounded" | "none";
}

/** Of the cut that all platforms share: the shape most of them have. */
const SHARED = {
  avatar: { aspect: 1, minWidth: 200, mask: "circle" },
  banner: { aspect: 3, minWidth: 750, mask: "none" },
} as const satisfies Record<ImageResource["kind"], CropShape>;

/** `platform` is null for the cut of every platform that has none of its own. */
export function cropShape(kind: ImageResource["kind"], platform: PlatformFacts | null): CropShape {
  if (platform === null) return SHARED[kind];
  const { width, height, mask } = platform.slots[kind];
  return { aspect: width / height, minWidth: width / 2, mask };
}

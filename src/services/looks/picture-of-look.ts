import type { LookRow } from "../../db/looks.ts";
import type { OverrideRow } from "../../db/saved-looks.ts";
import type { Slot } from "../../platforms/platform.ts";

/** The picture a look shows in one place: the place's own, else the look's. Null leaves the place as it is. */
export function pictureOfLook(
  look: Pick<LookRow, "avatarImageId" | "bannerImageId">,
  overrides: readonly Pick<OverrideRow, "connectionId" | "slot" | "imageId">[],
  connectionId: string,
  slot: Slot,
): string | null {
  const own = overrides.find((each) => each.connectionId === connectionId && each.slot === slot);
  if (own !== undefined) return own.imageId;
  return slot === "avatar" ? look.avatarImageId : look.bannerImageId;
}

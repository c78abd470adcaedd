import { InvalidInputError } from "../../errors.ts";
import type { PlatformDescriptor, Slot } from "../../platforms/platform.ts";
import { checkCrop } from "./check-crop.ts";
import type { Crop } from "./image-resource.ts";

interface CutPicture {
  readonly kind: Slot;
  /** Upright pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Refuses crops for platforms that do not exist or take no such picture, and crops that are too small. Null takes a
 * platform's crop away, which must be a platform all the same. Throws 422 with the first that is wrong.
 */
export function checkOverrides(
  overrides: Readonly<Record<string, Crop | null>>,
  picture: CutPicture,
  descriptors: readonly PlatformDescriptor[],
): void {
  const ids = descriptors.map(({ id }) => id);
  for (const [id, crop] of Object.entries(overrides)) {
    const pointer = `/crop_overrides/${id.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const refuse = (code: string, detail: string) =>
      new InvalidInputError(code, detail, [{ pointer, code, detail }]);
    const platform = descriptors.find((each) => each.id === id);
    if (platform === undefined) {
      const known = ids.join(", ");
      throw refuse(
        "crop_platform_unknown",
        `There is no platform ${id.slice(0, 100)}; there are: ${known}. Name one of them.`,
      );
    }
    if (crop === null) continue;
    if (platform.slots[picture.kind].write === "none") {
      const what = picture.kind === "avatar" ? "picture" : "banner";
      throw refuse("crop_slot_missing", `${platform.name} takes no ${what}, so none is cut for it.`);
    }
    checkCrop(crop, picture, pointer);
  }
}

import { describe, expect, it } from "vitest";

import { descriptors } from "../../platforms/registry.ts";
import { checkOverrides } from "./check-overrides.ts";

const { x, mastodon } = descriptors;
const NO_BANNER = {
  ...mastodon,
  slots: { ...mastodon.slots, banner: { ...mastodon.slots.banner, write: "none" } },
} as const;
const PLATFORMS = [x, NO_BANNER];
const PICTURE = { kind: "banner", width: 1_000, height: 500 } as const;
const HALF = { x: 0, y: 0, width: 0.5, height: 0.5, rotation: 0 } as const;

function refusal(
  overrides: Parameters<typeof checkOverrides>[0],
  picture: Parameters<typeof checkOverrides>[1] = PICTURE,
) {
  try {
    checkOverrides(overrides, picture, PLATFORMS);
    return null;
  } catch (error) {
    return error;
  }
}

describe("checkOverrides", () => {
  it("lets crops of platforms that take such a picture through, and takes any away", () => {
    expect(refusal({ x: HALF, mastodon: null })).toBeNull();
    expect(refusal({ mastodon: HALF }, { ...PICTURE, kind: "avatar" })).toBeNull();
    expect(refusal({})).toBeNull();
  });

  it.each([
    [
      { elsewhere: HALF },
      "crop_platform_unknown",
      "/crop_overrides/elsewhere",
      "There is no platform elsewhere; there are: x, mastodon. Name one of them.",
    ],
    [
      { "a/b~": null },
      "crop_platform_unknown",
      "/crop_overrides/a~1b~0",
      "There is no platform a/b~; there are: x, mastodon. Name one of them.",
    ],
    [
      { mastodon: HALF },
      "crop_slot_missing",
      "/crop_overrides/mastodon",
      "Mastodon takes no banner, so none is cut for it.",
    ],
    [
      { x: { ...HALF, width: 0.02 } },
      "crop_too_small",
      "/crop_overrides/x",
      "The crop is 20 × 250 pixels of the picture; each side needs at least 32.",
    ],
  ])("refuses %j", (overrides, code, pointer, message) => {
    expect(refusal(overrides)).toMatchObject({ status: 422, code, message, errors: [{ pointer, code }] });
  });
});

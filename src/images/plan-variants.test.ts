import { expect, it } from "vitest";

import { descriptors } from "../platforms/registry.ts";
import { planVariants } from "./plan-variants.ts";

it("plans one file a platform and our own thumbnail, of the size and limit the platform states", () => {
  const specs = planVariants("avatar", Object.values(descriptors));
  expect(specs.map(({ platform }) => platform).toSorted()).toEqual([
    "bluesky",
    "linkarooie",
    "mastodon",
    "x",
  ]);
  const { width, height, maxBytes } = descriptors.x.slots.avatar;
  expect(specs.find(({ platform }) => platform === "x")).toMatchObject({
    slot: "avatar",
    width,
    height,
    maxBytes,
  });
  expect(specs.find(({ platform }) => platform === "linkarooie")).toMatchObject({
    slot: "thumbnail",
    width: 256,
    height: 256,
    formats: ["jpeg", "png"],
  });
});

it("leaves out slots a platform does not have", () => {
  const banner = { ...descriptors.x.slots.banner, write: "none" } as const;
  const readOnly = { ...descriptors.x, slots: { ...descriptors.x.slots, banner } };
  expect(planVariants("banner", [readOnly]).map(({ platform }) => platform)).toEqual(["linkarooie"]);
});

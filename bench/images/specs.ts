import { planVariants, type VariantSpec } from "../../src/images/plan-variants.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import { descriptors } from "../../src/platforms/registry.ts";

/** The files a picture of each kind is really rendered to. */
export const SPECS: Readonly<Record<Slot, readonly VariantSpec[]>> = {
  avatar: planVariants("avatar", Object.values(descriptors)),
  banner: planVariants("banner", Object.values(descriptors)),
};

/** Banners that are cut elsewhere for every platform: the most pieces that one picture is cut into. */
export const OWN_CROPS: readonly VariantSpec[] = planVariants("banner", Object.values(descriptors), {
  ...Object.fromEntries(
    Object.keys(descriptors).map((id, at) => [
      id,
      { x: 0.1 * at, y: 0.05 * at, width: 0.7, height: 0.8, rotation: 0 } as const,
    ]),
  ),
});

/** One lossless file of this size, to look at the pixels before any encoder. */
export function losslessSpec(width: number, height: number): VariantSpec {
  return { platform: "linkarooie", slot: "thumbnail", width, height, formats: ["png"], maxBytes: 50_000_000 };
}

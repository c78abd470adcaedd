import { planVariants, type VariantSpec } from "../../src/images/plan-variants.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import { descriptors } from "../../src/platforms/registry.ts";

/** The files a picture of each kind is really rendered to. */
export const SPECS: Readonly<Record<Slot, readonly VariantSpec[]>> = {
  avatar: planVariants("avatar", Object.values(descriptors)),
  banner: planVariants("banner", Object.values(descriptors)),
};

/** One lossless file of this size, to look at the pixels before any encoder. */
export function losslessSpec(width: number, height: number): VariantSpec {
  return { platform: "linkarooie", slot: "thumbnail", width, height, formats: ["png"], maxBytes: 50_000_000 };
}

import { planVariants, type VariantSpec } from "../../src/images/plan-variants.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import { descriptors } from "../../src/platforms/registry.ts";
import type { PictureJob } from "../picture-worker/picture-job.ts";

/** Small, so that ten thousand of them take minutes: what is attacked is reading and decoding, not encoding. */
const SMALL: readonly VariantSpec[] = [
  { platform: "x", slot: "avatar", width: 48, height: 48, formats: ["jpeg", "png"], maxBytes: 100_000 },
  { platform: "linkarooie", slot: "thumbnail", width: 32, height: 32, formats: ["webp"], maxBytes: 100_000 },
];

/** Two little files of each kind there is. */
export function smallJob(): PictureJob {
  return { kind: "avatar", specs: SMALL, measured: false };
}

/** Every file a picture of this kind is really made into. */
export function wholeJob(kind: Slot): PictureJob {
  return { kind, specs: planVariants(kind, Object.values(descriptors)), measured: false };
}

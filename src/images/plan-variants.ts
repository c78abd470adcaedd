import type { PictureFormat, PlatformDescriptor, PlatformId, Slot } from "../platforms/platform.ts";
import type { Crop, CropOverrides } from "./geometry.ts";

/** One file to render. */
export interface VariantSpec {
  /** `linkarooie` for our own pages. */
  readonly platform: PlatformId | "linkarooie";
  readonly slot: Slot | "thumbnail";
  readonly width: number;
  readonly height: number;
  /** Accepted formats, the preferred one first. */
  readonly formats: readonly PictureFormat[];
  readonly maxBytes: number;
  /** Where it is cut, if not where the picture is. */
  readonly crop?: Crop;
}

/** Shown at half their size at most, so that they stay sharp on dense screens. */
const THUMBNAILS = {
  avatar: { width: 256, height: 256 },
  banner: { width: 768, height: 256 },
} as const satisfies Record<Slot, object>;
const MAX_THUMBNAIL_BYTES = 100_000;

/**
 * Every file a picture of this kind is rendered to: one a platform that can take it from us or by hand, and our own.
 * `overrides` are the picture's own crops for single platforms.
 */
export function planVariants(
  kind: Slot,
  descriptors: Iterable<PlatformDescriptor>,
  overrides: CropOverrides = {},
): VariantSpec[] {
  const specs: VariantSpec[] = [];
  for (const { id, slots } of descriptors) {
    const { write, width, height, formats, maxBytes } = slots[kind];
    if (write === "none") continue;
    const crop = overrides[id];
    const spec = { platform: id, slot: kind, width, height, formats, maxBytes };
    specs.push(crop === undefined ? spec : { ...spec, crop });
  }
  specs.push({
    platform: "linkarooie",
    slot: "thumbnail",
    ...THUMBNAILS[kind],
    formats: ["webp"],
    maxBytes: MAX_THUMBNAIL_BYTES,
  });
  return specs;
}

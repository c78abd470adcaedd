import * as z from "zod";

import type { images, imageVariants } from "../../db/schema.ts";
import type { Crop, CropOverrides } from "../../images/geometry.ts";
import { FINDING_CODES } from "../../images/lint/finding.ts";
import { lintPicture } from "../../images/lint/lint-picture.ts";
import { readFacts } from "../../images/lint/stored-facts.ts";
import { PLATFORM_IDS } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";

/** Where the picture is cut: fractions 0..1 of the upright, turned original, and clockwise quarter turns. */
export const cropSchema = z
  .strictObject({
    x: z.number().min(0).max(1),
    y: z.number().min(0).max(1),
    width: z.number().positive().max(1),
    height: z.number().positive().max(1),
    rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).default(0),
  })
  .refine((crop) => crop.x + crop.width <= 1.000001 && crop.y + crop.height <= 1.000001, {
    message: "the crop must lie inside the picture: x + width and y + height at most 1",
  })
  .meta({ id: "Crop" }) satisfies z.ZodType<Crop>;
export type { Crop };

/** A colour as it is typed; stored in small letters. */
export const matteSchema = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, "a colour is # and six of 0 to 9 and a to f, such as #1f6f5c");

export const variantResource = z
  .object({
    id: z.string(),
    platform: z.string(),
    slot: z.string(),
    width: z.int(),
    height: z.int(),
    format: z.enum(["jpeg", "png", "webp"]),
    bytes: z.int(),
    sha256: z.string(),
    url: z.string(),
    /** True when the cut had fewer pixels than the file: it is blurred. */
    upscaled: z.boolean(),
    /** True when see-through parts were laid on the matte. */
    flattened: z.boolean(),
  })
  .meta({ id: "ImageVariant" });

/** One thing worth knowing before the picture is put anywhere. */
const findingResource = z
  .object({
    code: z.enum(FINDING_CODES),
    severity: z.enum(["note", "warning"]),
    platforms: z.array(z.enum(PLATFORM_IDS)),
    message: z.string(),
    /** One change that makes it go away. */
    fix: z
      .discriminatedUnion("kind", [
        z.object({ kind: z.literal("crop"), platforms: z.array(z.enum(PLATFORM_IDS)), crop: cropSchema }),
        z.object({ kind: z.literal("matte"), matte: z.string() }),
      ])
      .nullable(),
  })
  .meta({ id: "Finding" });

export const imageResource = z
  .object({
    id: z.string(),
    kind: z.enum(["avatar", "banner"]),
    status: z.enum(["processing", "ready", "rejected"]),
    rejected_reason: z.string().nullable(),
    /** Why the last change of the crop was taken back: the crop before it still holds. */
    crop_rejected_reason: z.string().nullable(),
    format: z.enum(["jpeg", "png", "webp", "gif"]),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
    crop: cropSchema.nullable(),
    /** By platform id, where a platform's files are cut elsewhere. */
    crop_overrides: z.record(z.string(), cropSchema),
    /** What see-through parts are laid on where a platform takes none: `#rrggbb`. Null: white. */
    matte: z.string().nullable(),
    alt_text: z.string().nullable(),
    /** The picture whose place this one takes in every look as soon as it is ready. Null once it did. */
    replaces_id: z.string().nullable(),
    /** True when the current look uses it. */
    is_current: z.boolean(),
    thumbnail_url: z.string().nullable(),
    variants: z.array(variantResource),
    /** Of the current crop; empty while it is being rendered. Warnings first. */
    lint: z.array(findingResource),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Image" });
export type ImageResource = z.infer<typeof imageResource>;

type ImageRow = typeof images.$inferSelect;
type VariantRow = typeof imageVariants.$inferSelect;

/** The address of a rendered file. Immutable: another crop gets another name. */
export function mediaUrl(variant: Pick<VariantRow, "mediaId" | "format">): string {
  return `/media/${variant.mediaId}.${variant.format === "jpeg" ? "jpg" : variant.format}`;
}

/** The crop stored in a row, null when the picture is cut from its centre. */
export function storedCrop(image: ImageRow): Crop | null {
  const { cropX: x, cropY: y, cropWidth: width, cropHeight: height } = image;
  if (x === null || y === null || width === null || height === null) return null;
  return { x, y, width, height, rotation: image.cropRotation as Crop["rotation"] };
}

/** The crops of single platforms stored in a row. */
export function storedOverrides({ cropOverrides }: Pick<ImageRow, "cropOverrides">): CropOverrides {
  return cropOverrides === null ? {} : (JSON.parse(cropOverrides) as CropOverrides);
}

/** Row and variants as the API and the pages show them. Variants of an older crop are left out. */
export function toImageResource(
  image: ImageRow,
  variants: readonly VariantRow[],
  isCurrent: boolean,
): ImageResource {
  const fresh = variants.filter((variant) => variant.cropVersion === image.cropVersion);
  const thumbnail = fresh.find((variant) => variant.slot === "thumbnail");
  return {
    id: image.id,
    kind: image.kind,
    status: image.status,
    rejected_reason: image.rejectedReason,
    crop_rejected_reason: image.cropRejectedReason,
    format: image.originalFormat,
    bytes: image.originalBytes,
    width: image.width,
    height: image.height,
    crop: storedCrop(image),
    crop_overrides: storedOverrides(image),
    matte: image.matte,
    alt_text: image.altText,
    replaces_id: image.replacesId,
    is_current: isCurrent,
    thumbnail_url: thumbnail === undefined ? null : mediaUrl(thumbnail),
    variants: fresh.map((variant) => ({
      id: variant.id,
      platform: variant.platform,
      slot: variant.slot,
      width: variant.width,
      height: variant.height,
      format: variant.format,
      bytes: variant.bytes,
      sha256: variant.sha256,
      url: mediaUrl(variant),
      upscaled: variant.upscaled,
      flattened: variant.flattened,
    })),
    lint: findingsOf(image),
    created_at: new Date(image.createdAt).toISOString(),
  };
}

/** Judged when asked: what was stored is measurements. Those of another crop say nothing. */
function findingsOf({ lint, cropVersion, status }: ImageRow): ImageResource["lint"] {
  const facts = status === "ready" ? readFacts(lint, cropVersion) : null;
  if (facts === null) return [];
  return lintPicture(facts, (platform) => descriptors[platform].name).map((finding) => ({
    ...finding,
    platforms: [...finding.platforms],
    fix:
      finding.fix?.kind === "crop" ? { ...finding.fix, platforms: [...finding.fix.platforms] } : finding.fix,
  }));
}

import type { Database } from "../db/client.ts";
import { type BytesOrder, orderUnlessNamed } from "../db/image-bytes.ts";
import type { NewVariant, RenderableImage } from "../db/image-renders.ts";
import { readColour } from "../images/flatten.ts";
import type { Unreadable } from "../images/images-service.ts";
import type { PictureFacts } from "../images/lint/facts.ts";
import type { VariantSpec } from "../images/plan-variants.ts";
import { type RenderedVariant, renderVariants } from "../images/render-variants.ts";
import { ruleOf } from "../images/variant-rule.ts";
import type { Logger } from "../log.ts";
import { newId } from "../new-id.ts";
import type { PlatformDescriptor } from "../platforms/platform.ts";
import { storedCrop } from "../services/images/image-resource.ts";
import { freshKey, type PictureStore } from "../storage/picture-store.ts";

export interface RenderPorts {
  readonly db: Database;
  readonly pictures: PictureStore;
  /** Of every platform; they say which files are needed. */
  readonly descriptors: Iterable<PlatformDescriptor>;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface StoredFiles {
  readonly ok: true;
  readonly rows: readonly NewVariant[];
  /** Of these files. */
  readonly facts: PictureFacts;
  /** To delete the bytes; end them by `tryDeleteBytes` once rows name what is to stay. */
  readonly orders: readonly BytesOrder[];
}

/**
 * Renders some files of a picture as it is cut now: orders to delete them should this end halfway, then bytes to R2. Rows
 * are for the caller to store. A picture that cannot be rendered is an answer, and nothing was put; a failing store throws.
 */
export async function renderFiles(
  { pictures, db, now }: RenderPorts,
  image: RenderableImage,
  specs: readonly VariantSpec[],
): Promise<StoredFiles | Unreadable> {
  const rendered = await renderVariants(() => pictures.open(image.originalKey), {
    crop: storedCrop(image),
    kind: image.kind,
    specs,
    ...(image.matte === null ? {} : { matte: readColour(image.matte) }),
  });
  if (!rendered.ok) return rendered;
  // Platforms that take the same file share it.
  const keys = new Map(
    rendered.variants.map(({ sha256 }) => [sha256, freshKey(image.userId, "variant", sha256)]),
  );
  const orders = await orderUnlessNamed(db, [...keys.values()], now());
  const files = new Map(rendered.variants.map((variant) => [keyOf(variant, keys), variant]));
  for (const [key, { bytes, format }] of files) await pictures.put(key, bytes, `image/${format}`);
  const rules = new Map(specs.map((spec) => [`${spec.platform}/${spec.slot}`, ruleOf(spec)]));
  const rows = rendered.variants.map((variant) => ({
    ...toRow(image, variant, now()),
    rule: rules.get(`${variant.platform}/${variant.slot}`) ?? "",
    r2Key: keyOf(variant, keys),
  }));
  return { ok: true, rows, facts: rendered.facts, orders };
}

function keyOf({ sha256 }: RenderedVariant, keys: ReadonlyMap<string, string>): string {
  const key = keys.get(sha256);
  if (key === undefined) throw new Error("a file has no key");
  return key;
}

function toRow(image: RenderableImage, variant: RenderedVariant, now: number) {
  return {
    id: newId("var"),
    imageId: image.id,
    userId: image.userId,
    cropVersion: image.cropVersion,
    platform: variant.platform,
    slot: variant.slot,
    width: variant.width,
    height: variant.height,
    format: variant.format,
    bytes: variant.bytes.length,
    sha256: variant.sha256,
    mediaId: newId("var").slice("var_".length),
    fingerprint: JSON.stringify(variant.fingerprint),
    upscaled: variant.upscaled,
    flattened: variant.flattened,
    createdAt: now,
  };
}

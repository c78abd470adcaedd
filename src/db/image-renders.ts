/** What rendering reads and writes. A result lands only while the image still exists with the crop it was made for. */
import { and, eq, exists, inArray, isNotNull, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { images, imageVariants, outbox } from "./schema.ts";
import { takePlaceStatements } from "./take-place.ts";

export type RenderableImage = typeof images.$inferSelect;
export type NewVariant = typeof imageVariants.$inferInsert & { readonly rule: string };

/** Both ask for the same message; the second kind is of pictures that have files, for an earlier rule. */
const RENDER_KINDS = ["render_image", "rerender_image"] as const;

export interface RenderTarget {
  readonly imageId: string;
  readonly cropVersion: number;
}

export async function findRenderable(db: Database, imageId: string): Promise<RenderableImage | null> {
  const rows = await db.select().from(images).where(eq(images.id, imageId));
  return rows[0] ?? null;
}

/** The rule each file of this crop was made for, by `platform/slot`. */
export async function renderedRules(
  db: Database,
  { imageId, cropVersion }: RenderTarget,
): Promise<Map<string, string>> {
  const { platform, slot, rule } = imageVariants;
  const rows = await db
    .select({ platform, slot, rule })
    .from(imageVariants)
    .where(and(eq(imageVariants.imageId, imageId), eq(imageVariants.cropVersion, cropVersion)));
  return new Map(rows.map((row) => [`${row.platform}/${row.slot}`, row.rule]));
}

/**
 * Stores the files and what was measured of them (JSON, of this crop), marks the image ready and lets it take the place of the
 * one it replaces, in one transaction. A file that is there already stays. False, with nothing written, when the image is gone
 * or has another crop by now.
 */
export async function landVariants(
  db: Database,
  target: RenderTarget,
  variants: readonly NewVariant[],
  now: number,
  lint: string | null = null,
): Promise<boolean> {
  const inserts = variants.map((variant) => insertWhileCurrent(db, target, variant));
  const [updated] = await db.batch([
    db
      .update(images)
      .set({ status: "ready", rejectedReason: null, lint, updatedAt: now })
      .where(isCurrent(target))
      .returning({ id: images.id }),
    ...inserts,
    ...takePlaceStatements(db, target, now),
    outboxDoneWhileCurrent(db, target),
  ]);
  return updated.length > 0;
}

/**
 * Ends the rendering of a cut that cannot be rendered, for a stable reason. Where files of an earlier cut exist it comes
 * back whole (crop, crops of platforms, matte), with its files, as a new version, so that a late result of the refused one is dropped too: the
 * picture stays usable. Otherwise the image is rejected. `dropped`, with nothing written, when the image is gone, is
 * not being rendered any more, or has another crop by now.
 */
export async function rejectImage(
  db: Database,
  target: RenderTarget,
  reason: string,
  now: number,
): Promise<"rejected" | "former_crop_kept" | "dropped"> {
  const { imageId, cropVersion } = target;
  const next = cropVersion + 1;
  const waiting = and(isCurrent(target), eq(images.status, "processing"));
  const canGoBack = and(waiting, isNotNull(images.formerCrop));
  const former = (field: string) => sql`json_extract(${images.formerCrop}, ${`$.${field}`})`;
  const [, , kept, rejected] = await db.batch([
    outboxDoneWhileCurrent(db, target),
    db
      .update(imageVariants)
      .set({ cropVersion: next })
      .where(
        and(
          eq(imageVariants.imageId, imageId),
          sql`${imageVariants.cropVersion} = (select max(files.crop_version) from ${imageVariants} as files
            where files.image_id = ${imageId} and files.crop_version < ${cropVersion})`,
          exists(
            db
              .select({ one: sql`1` })
              .from(images)
              .where(canGoBack),
          ),
        ),
      ),
    db
      .update(images)
      .set({
        status: "ready",
        rejectedReason: null,
        cropRejectedReason: reason,
        cropX: former("x"),
        cropY: former("y"),
        cropWidth: former("width"),
        cropHeight: former("height"),
        cropRotation: former("rotation"),
        cropOverrides: former("overrides"),
        matte: former("matte"),
        cropVersion: next,
        // What was measured of the crop that comes back holds again; its version is the newest one with files.
        lint: sql`json_set(${images.lint}, '$.cropVersion', ${next})`,
        updatedAt: now,
      })
      .where(and(canGoBack, hasFiles(db, { imageId, cropVersion: next })))
      .returning({ id: images.id }),
    db
      .update(images)
      .set({ status: "rejected", rejectedReason: reason, updatedAt: now })
      .where(waiting)
      .returning({ id: images.id }),
  ]);
  if (kept.length > 0) return "former_crop_kept";
  return rejected.length > 0 ? "rejected" : "dropped";
}

/** Ends the order to render when there is nothing left to do. */
export async function endRender(db: Database, imageId: string): Promise<void> {
  await db.delete(outbox).where(isRenderOrder(imageId));
}

function isRenderOrder(imageId: string) {
  return and(inArray(outbox.kind, [...RENDER_KINDS]), eq(outbox.subjectId, imageId));
}

export function isCurrent({ imageId, cropVersion }: RenderTarget) {
  return and(eq(images.id, imageId), eq(images.cropVersion, cropVersion));
}

function hasFiles(db: Database, { imageId, cropVersion }: RenderTarget) {
  return exists(
    db
      .select({ one: sql`1` })
      .from(imageVariants)
      .where(and(eq(imageVariants.imageId, imageId), eq(imageVariants.cropVersion, cropVersion))),
  );
}

/** An order for a newer crop has the same subject, so it must outlive the result of an older one. */
export function outboxDoneWhileCurrent(db: Database, target: RenderTarget) {
  return db.delete(outbox).where(
    and(
      isRenderOrder(target.imageId),
      exists(
        db
          .select({ one: sql`1` })
          .from(images)
          .where(isCurrent(target)),
      ),
    ),
  );
}

export function insertWhileCurrent(db: Database, target: RenderTarget, variant: NewVariant) {
  const values = db
    .select({
      id: sql<string>`${variant.id}`.as("id"),
      imageId: images.id,
      userId: images.userId,
      cropVersion: images.cropVersion,
      platform: sql<string>`${variant.platform}`.as("platform"),
      slot: sql<string>`${variant.slot}`.as("slot"),
      width: sql<number>`${variant.width}`.as("width"),
      height: sql<number>`${variant.height}`.as("height"),
      format: sql<NewVariant["format"]>`${variant.format}`.as("format"),
      bytes: sql<number>`${variant.bytes}`.as("bytes"),
      sha256: sql<string>`${variant.sha256}`.as("sha256"),
      r2Key: sql<string>`${variant.r2Key}`.as("r2_key"),
      mediaId: sql<string>`${variant.mediaId}`.as("media_id"),
      fingerprint: sql<string>`${variant.fingerprint}`.as("fingerprint"),
      rule: sql<string>`${variant.rule}`.as("rule"),
      upscaled: sql<boolean>`${Number(variant.upscaled ?? false)}`.as("upscaled"),
      flattened: sql<boolean>`${Number(variant.flattened ?? false)}`.as("flattened"),
      createdAt: sql<number>`${variant.createdAt}`.as("created_at"),
    })
    .from(images)
    .where(isCurrent(target));
  return db.insert(imageVariants).select(values).onConflictDoNothing();
}

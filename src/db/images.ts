import { and, desc, eq, inArray, lt, ne, notExists, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { outboxDoneStatement, outboxStatement } from "./outbox.ts";
import { images, imageVariants, syncTargets } from "./schema.ts";

export type ImageRow = typeof images.$inferSelect;
export type VariantRow = typeof imageVariants.$inferSelect;

/** The queue gets this long before the sweeper sends the message again. */
const RENDER_DUE_MS = 30_000;

/** Stores the row and the order to render it in one transaction. */
export async function insertImage(db: Database, row: typeof images.$inferInsert): Promise<void> {
  await db.batch([
    db.insert(images).values(row),
    outboxStatement(db, "render_image", row.id, row.createdAt, RENDER_DUE_MS),
  ]);
}

export async function findImage(db: Database, userId: string, id: string): Promise<ImageRow | null> {
  const rows = await db
    .select()
    .from(images)
    .where(and(eq(images.userId, userId), eq(images.id, id)));
  return rows[0] ?? null;
}

/** Newest first. `before` is the creation time to go on from, for paging. */
export function listImageRows(
  db: Database,
  userId: string,
  limit: number,
  before: number | null,
): Promise<ImageRow[]> {
  const mine = eq(images.userId, userId);
  return db
    .select()
    .from(images)
    .where(before === null ? mine : and(mine, sql`${images.createdAt} < ${before}`))
    .orderBy(desc(images.createdAt), desc(images.id))
    .limit(limit);
}

export async function listVariants(
  db: Database,
  userId: string,
  imageIds: readonly string[],
): Promise<VariantRow[]> {
  if (imageIds.length === 0) return [];
  return db
    .select()
    .from(imageVariants)
    .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.imageId, [...imageIds])))
    .orderBy(imageVariants.platform, imageVariants.slot);
}

/** The file of the current crop for one platform slot, null until it is rendered. */
export async function findVariant(
  db: Database,
  input: { userId: string; imageId: string; cropVersion: number; platform: string; slot: string },
): Promise<VariantRow | null> {
  const rows = await db
    .select()
    .from(imageVariants)
    .where(
      and(
        eq(imageVariants.userId, input.userId),
        eq(imageVariants.imageId, input.imageId),
        eq(imageVariants.cropVersion, input.cropVersion),
        eq(imageVariants.platform, input.platform),
        eq(imageVariants.slot, input.slot),
      ),
    );
  return rows[0] ?? null;
}

export async function findVariantByMediaId(db: Database, mediaId: string): Promise<VariantRow | null> {
  const rows = await db.select().from(imageVariants).where(eq(imageVariants.mediaId, mediaId));
  return rows[0] ?? null;
}

export async function variantMedia(
  db: Database,
  userId: string,
  ids: readonly string[],
): Promise<Map<string, { mediaId: string; format: VariantRow["format"] }>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: imageVariants.id, mediaId: imageVariants.mediaId, format: imageVariants.format })
    .from(imageVariants)
    .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.id, [...ids])));
  return new Map(rows.map((row) => [row.id, row]));
}

/** A new crop: a new version, rendered again. False when the image is gone. */
export async function setCrop(
  db: Database,
  input: {
    userId: string;
    id: string;
    crop: { x: number; y: number; width: number; height: number; rotation: number } | null;
    now: number;
  },
): Promise<boolean> {
  const { crop } = input;
  const mine = and(eq(images.userId, input.userId), eq(images.id, input.id), ne(images.status, "rejected"));
  const [updated] = await db.batch([
    db
      .update(images)
      .set({
        cropX: crop?.x ?? null,
        cropY: crop?.y ?? null,
        cropWidth: crop?.width ?? null,
        cropHeight: crop?.height ?? null,
        cropRotation: crop?.rotation ?? 0,
        cropVersion: sql`${images.cropVersion} + 1`,
        status: "processing",
        updatedAt: input.now,
      })
      .where(mine)
      .returning({ id: images.id }),
    outboxStatement(db, "render_image", input.id, input.now, RENDER_DUE_MS),
  ]);
  return updated.length > 0;
}

export async function setAltText(
  db: Database,
  input: { userId: string; id: string; altText: string | null; now: number },
): Promise<boolean> {
  const rows = await db
    .update(images)
    .set({ altText: input.altText, updatedAt: input.now })
    .where(and(eq(images.userId, input.userId), eq(images.id, input.id)))
    .returning({ id: images.id });
  return rows.length > 0;
}

/** Removes the rows; the caller removes the bytes that `keysInUse` no longer names. */
export async function deleteImageRows(db: Database, userId: string, id: string): Promise<void> {
  await db.batch([
    db.delete(images).where(and(eq(images.userId, userId), eq(images.id, id))),
    outboxDoneStatement(db, "render_image", id),
  ]);
}

/** Which of these R2 keys some picture of the user still needs: equal pictures share their bytes. */
export async function keysInUse(db: Database, userId: string, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const [originals, variants] = await db.batch([
    db
      .select({ key: images.originalKey })
      .from(images)
      .where(and(eq(images.userId, userId), inArray(images.originalKey, [...keys]))),
    db
      .select({ key: imageVariants.r2Key })
      .from(imageVariants)
      .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.r2Key, [...keys]))),
  ]);
  return new Set([...originals, ...variants].map((row) => row.key));
}

/** Files of crops that were replaced, that no run shows as sent. Oldest first. */
export function staleVariants(db: Database, limit: number): Promise<{ id: string; userId: string; r2Key: string }[]> {
  return db
    .select({ id: imageVariants.id, userId: imageVariants.userId, r2Key: imageVariants.r2Key })
    .from(imageVariants)
    .innerJoin(images, eq(images.id, imageVariants.imageId))
    .where(
      and(
        eq(images.status, "ready"),
        lt(imageVariants.cropVersion, images.cropVersion),
        notExists(
          db
            .select({ id: syncTargets.id })
            .from(syncTargets)
            .where(eq(syncTargets.sentVariantId, imageVariants.id)),
        ),
      ),
    )
    .orderBy(imageVariants.createdAt)
    .limit(limit);
}

export async function deleteVariants(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.delete(imageVariants).where(inArray(imageVariants.id, [...ids]));
}

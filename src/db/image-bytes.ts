/** Taking pictures and files away: rows at once, their bytes by orders in the outbox that stay until R2 let go of them. */
import { and, eq, exists, inArray, lt, notExists, type SQL, sql } from "drizzle-orm";

import { HOUR_MS } from "../limits.ts";
import { newId } from "../new-id.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { looksWith } from "./looks.ts";
import { outboxFromStatement, type OutboxRow } from "./outbox.ts";
import { images, imageVariants, lookOverrides, looks, outbox, syncTargets } from "./schema.ts";

/** An order to delete bytes: `subjectId` is the R2 key. */
export type BytesOrder = Pick<OutboxRow, "id" | "subjectId">;

/** An order to remove copies from caches: `subjectId` is the file's name under /media. New where `createdAt` is missing. */
export type PurgeOrder = Pick<OutboxRow, "id" | "subjectId"> & Partial<Pick<OutboxRow, "createdAt">>;

/** What is left to do once rows of files are gone. */
export interface RemovalOrders {
  readonly bytes: readonly BytesOrder[];
  readonly copies: readonly PurgeOrder[];
}

/** The bytes are deleted at once; the sweeper looks after this long whether that worked. */
export const DELETE_DUE_MS = 30_000;

/** Far beyond any writer: a queue's consumer is ended after 15 minutes, an upload after two and what the stores take. */
const UNNAMED_DUE_MS = HOUR_MS;

/**
 * Orders the deletion of bytes that are about to be put, in case their writer dies before a row names them. The batch that
 * names them ends the orders; what is left of them looks first whether a row does.
 */
export async function orderUnlessNamed(
  db: Database,
  keys: readonly string[],
  now: number,
): Promise<BytesOrder[]> {
  const orders = keys.map((subjectId) => ({ id: newId("obx"), subjectId }));
  const [first, ...rest] = orders.map((order) =>
    db.insert(outbox).values({ ...order, kind: "delete_bytes", createdAt: now, dueAt: now + UNNAMED_DUE_MS }),
  );
  if (first !== undefined) await db.batch([first, ...rest]);
  return orders;
}

/**
 * Removes a picture of the user with its files, and orders their bytes and copies removed, in one transaction. What a
 * look showed by it alone goes too. With `unlessUsed` a picture that a look uses at that moment stays. Null, with nothing
 * written, when it stays or is not there.
 */
export async function deleteImageRows(
  db: Database,
  input: { userId: string; id: string; unlessUsed: boolean; now: number },
): Promise<RemovalOrders | null> {
  const { userId, id, now } = input;
  const mine = and(
    eq(images.userId, userId),
    eq(images.id, id),
    input.unlessUsed ? notExists(looksWith(db, userId, id)) : undefined,
  );
  const goes = db.select({ id: images.id }).from(images).where(mine);
  const files = and(eq(imageVariants.userId, userId), eq(imageVariants.imageId, id), exists(goes));
  const keys = db
    .select({ subjectId: sql`${images.originalKey}`.as("subject_id") })
    .from(images)
    .where(mine)
    .union(
      db
        .select({ subjectId: sql`${imageVariants.r2Key}`.as("subject_id") })
        .from(imageVariants)
        .where(files),
    );
  const [bytes, copies, , deleted] = await db.batch([
    outboxFromStatement(db, "delete_bytes", keys, now, DELETE_DUE_MS),
    outboxFromStatement(db, "purge_media", mediaNames(db, files), now, DELETE_DUE_MS),
    db.delete(lookOverrides).where(and(eq(lookOverrides.imageId, id), exists(goes))),
    db.delete(images).where(mine).returning({ id: images.id }),
    db
      .delete(outbox)
      .where(
        and(
          inArray(outbox.kind, ["render_image", "rerender_image"]),
          eq(outbox.subjectId, id),
          notExists(db.select({ id: images.id }).from(images).where(eq(images.id, id))),
        ),
      ),
  ]);
  return deleted.length === 0 ? null : { bytes, copies };
}

function mediaNames(db: Database, files: SQL | undefined) {
  return db
    .select({ subjectId: sql`${imageVariants.mediaId}`.as("subject_id") })
    .from(imageVariants)
    .where(files);
}

/** Files that were replaced, that no run shows as sent, of everybody or of one image. Oldest first. */
export async function staleVariantIds(db: Database, limit: number, imageId?: string): Promise<string[]> {
  const rows = await db
    .select({ id: imageVariants.id })
    .from(imageVariants)
    .innerJoin(images, eq(images.id, imageVariants.imageId))
    .where(
      and(
        eq(images.status, "ready"),
        imageId === undefined ? undefined : eq(images.id, imageId),
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
  return rows.map((row) => row.id);
}

/** Removes the rows of some files, at most `MAX_LISTED`, and orders their bytes and copies removed, in one transaction. */
export async function deleteVariants(
  db: Database,
  ids: readonly string[],
  now: number,
): Promise<RemovalOrders> {
  if (ids.length === 0) return { bytes: [], copies: [] };
  const these = inArray(imageVariants.id, [...ids]);
  const keys = db
    .selectDistinct({ subjectId: sql`${imageVariants.r2Key}`.as("subject_id") })
    .from(imageVariants)
    .where(these);
  const [bytes, copies] = await db.batch([
    outboxFromStatement(db, "delete_bytes", keys, now, DELETE_DUE_MS),
    outboxFromStatement(db, "purge_media", mediaNames(db, these), now, DELETE_DUE_MS),
    db.delete(imageVariants).where(these),
  ]);
  return { bytes, copies };
}

/**
 * Those of the keys that no picture and no restore point of the user needs: platforms that take the same file share its
 * bytes, and restore points of earlier releases those of equal pictures.
 */
export async function unusedKeys(db: Database, userId: string, keys: readonly string[]): Promise<string[]> {
  const used = await inChunks(keys, async (chunk) => {
    const [originals, variants, kept] = await db.batch([
      db
        .select({ key: images.originalKey })
        .from(images)
        .where(and(eq(images.userId, userId), inArray(images.originalKey, chunk))),
      db
        .select({ key: imageVariants.r2Key })
        .from(imageVariants)
        .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.r2Key, chunk))),
      db
        .select({ key: sql<string>`${lookOverrides.r2Key}` })
        .from(lookOverrides)
        .innerJoin(looks, eq(looks.id, lookOverrides.lookId))
        .where(and(eq(looks.userId, userId), inArray(lookOverrides.r2Key, chunk))),
    ]);
    return [...originals, ...variants, ...kept];
  });
  const needed = new Set(used.map((row) => row.key));
  return keys.filter((key) => !needed.has(key));
}

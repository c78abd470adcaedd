/** Taking pictures and files away: rows at once, their bytes by orders in the outbox that stay until R2 let go of them. */
import { and, eq, inArray, lt, notExists, sql } from "drizzle-orm";

import { HOUR_MS } from "../limits.ts";
import { newId } from "../new-id.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { outboxFromStatement, type OutboxRow } from "./outbox.ts";
import { images, imageVariants, outbox, syncTargets } from "./schema.ts";

/** An order to delete bytes: `subjectId` is the R2 key. */
export type BytesOrder = Pick<OutboxRow, "id" | "subjectId">;

/** The bytes are deleted at once; the sweeper looks after this long whether that worked. */
const DELETE_DUE_MS = 30_000;

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

/** Removes a picture of the user with its files, and orders their bytes deleted, in one transaction. */
export async function deleteImageRows(
  db: Database,
  input: { userId: string; id: string; now: number },
): Promise<BytesOrder[]> {
  const { userId, id, now } = input;
  const mine = and(eq(images.userId, userId), eq(images.id, id));
  const keys = db
    .select({ subjectId: sql`${images.originalKey}`.as("subject_id") })
    .from(images)
    .where(mine)
    .union(
      db
        .select({ subjectId: sql`${imageVariants.r2Key}`.as("subject_id") })
        .from(imageVariants)
        .where(and(eq(imageVariants.userId, userId), eq(imageVariants.imageId, id))),
    );
  const [orders] = await db.batch([
    outboxFromStatement(db, "delete_bytes", keys, now, DELETE_DUE_MS),
    db.delete(images).where(mine),
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
  return orders;
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

/** Removes the rows of some files, at most `MAX_LISTED`, and orders their bytes deleted, in one transaction. */
export async function deleteVariants(
  db: Database,
  ids: readonly string[],
  now: number,
): Promise<BytesOrder[]> {
  if (ids.length === 0) return [];
  const these = inArray(imageVariants.id, [...ids]);
  const keys = db
    .selectDistinct({ subjectId: sql`${imageVariants.r2Key}`.as("subject_id") })
    .from(imageVariants)
    .where(these);
  const [orders] = await db.batch([
    outboxFromStatement(db, "delete_bytes", keys, now, DELETE_DUE_MS),
    db.delete(imageVariants).where(these),
  ]);
  return orders;
}

/** Those of the keys that no picture of the user needs: platforms that take the same file share its bytes. */
export async function unusedKeys(db: Database, userId: string, keys: readonly string[]): Promise<string[]> {
  const used = await inChunks(keys, async (chunk) => {
    const [originals, variants] = await db.batch([
      db
        .select({ key: images.originalKey })
        .from(images)
        .where(and(eq(images.userId, userId), inArray(images.originalKey, chunk))),
      db
        .select({ key: imageVariants.r2Key })
        .from(imageVariants)
        .where(and(eq(imageVariants.userId, userId), inArray(imageVariants.r2Key, chunk))),
    ]);
    return [...originals, ...variants];
  });
  const needed = new Set(used.map((row) => row.key));
  return keys.filter((key) => !needed.has(key));
}

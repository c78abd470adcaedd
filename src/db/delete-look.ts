import { and, eq, inArray, isNotNull, ne, notExists, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { type BytesOrder, DELETE_DUE_MS } from "./image-bytes.ts";
import { outboxFromStatement } from "./outbox.ts";
import { lookOverrides, looks, syncRequests } from "./schema.ts";

/**
 * Removes a saved look or a restore point of the user, and orders the bytes removed that it alone kept, in one transaction.
 * Null, with nothing written, when it is gone, is the current one, or its run is still at work.
 */
export async function deleteLookRow(
  db: Database,
  userId: string,
  id: string,
  now: number,
): Promise<readonly BytesOrder[] | null> {
  const mine = and(
    eq(looks.id, id),
    eq(looks.userId, userId),
    ne(looks.kind, "current"),
    // A run that writes again would keep our own picture as what was there before.
    notExists(
      db
        .select({ id: syncRequests.id })
        .from(syncRequests)
        .where(and(eq(syncRequests.id, id.replace(/^look_/, "syn_")), eq(syncRequests.state, "running"))),
    ),
  );
  const goes = db.select({ id: looks.id }).from(looks).where(mine);
  const keys = db
    .selectDistinct({ subjectId: sql`${lookOverrides.r2Key}`.as("subject_id") })
    .from(lookOverrides)
    .where(and(isNotNull(lookOverrides.r2Key), inArray(lookOverrides.lookId, goes)));
  const [bytes, deleted] = await db.batch([
    outboxFromStatement(db, "delete_bytes", keys, now, DELETE_DUE_MS),
    db.delete(looks).where(mine).returning({ id: looks.id }),
  ]);
  return deleted.length === 0 ? null : bytes;
}

import { and, eq, gt, lt } from "drizzle-orm";

import type { Database } from "./client.ts";
import { pendingSignIns } from "./schema.ts";

export type PendingSignInRow = typeof pendingSignIns.$inferSelect;

export async function insertPendingSignIn(
  db: Database,
  row: typeof pendingSignIns.$inferInsert,
): Promise<void> {
  await db.insert(pendingSignIns).values(row);
}

/** The sign-in that waits for its second factor under this secret. */
export async function findPendingSignIn(
  db: Database,
  input: { tokenHash: string; now: number },
): Promise<PendingSignInRow | null> {
  const row = await db
    .select()
    .from(pendingSignIns)
    .where(and(eq(pendingSignIns.tokenHash, input.tokenHash), gt(pendingSignIns.expiresAt, input.now)))
    .get();
  return row ?? null;
}

/** Takes it away; of any number of parallel calls one gets it. */
export async function takePendingSignIn(
  db: Database,
  input: { tokenHash: string; now: number },
): Promise<PendingSignInRow | null> {
  const rows = await db
    .delete(pendingSignIns)
    .where(and(eq(pendingSignIns.tokenHash, input.tokenHash), gt(pendingSignIns.expiresAt, input.now)))
    .returning();
  return rows[0] ?? null;
}

/** For the batch that throws everybody out: half a sign-in dies with the sessions. */
export function dropPendingSignInsStatement(db: Database, userId: string) {
  return db.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId));
}

export async function deleteExpiredPendingSignIns(db: Database, now: number): Promise<void> {
  await db.delete(pendingSignIns).where(lt(pendingSignIns.expiresAt, now));
}

import { and, eq, gt, lt } from "drizzle-orm";

import type { Database } from "./client.ts";
import { connectFlows } from "./schema.ts";

export async function insertFlow(db: Database, row: typeof connectFlows.$inferInsert): Promise<void> {
  await db.insert(connectFlows).values(row);
}

/** Takes the flow away and returns it: a callback works once. Null when there is none that is still good. */
export async function takeFlow(
  db: Database,
  input: { stateHash: string; userId: string; sessionId: string; platformId: string; now: number },
): Promise<typeof connectFlows.$inferSelect | null> {
  const rows = await db
    .delete(connectFlows)
    .where(
      and(
        eq(connectFlows.stateHash, input.stateHash),
        eq(connectFlows.userId, input.userId),
        eq(connectFlows.sessionId, input.sessionId),
        eq(connectFlows.platformId, input.platformId),
        gt(connectFlows.expiresAt, input.now),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

export async function deleteExpiredFlows(db: Database, now: number): Promise<void> {
  await db.delete(connectFlows).where(lt(connectFlows.expiresAt, now));
}

import { and, eq, gt, lt, or } from "drizzle-orm";

import type { Database } from "./client.ts";
import { loginFlows } from "./schema.ts";

export type LoginFlowRow = typeof loginFlows.$inferSelect;

export async function insertLoginFlow(db: Database, row: typeof loginFlows.$inferInsert): Promise<void> {
  await db.insert(loginFlows).values(row);
}

/**
 * Takes a flow away and returns it: a callback works once, in the browser that began, and where it was begun signed in
 * only under that session. Null when there is none; a flow of somebody else stays as it is.
 */
export async function takeLoginFlow(
  db: Database,
  input: {
    readonly stateHash: string;
    readonly provider: LoginFlowRow["provider"];
    readonly browserHash: string;
    readonly session: { readonly userId: string; readonly sessionId: string } | null;
    readonly now: number;
  },
): Promise<LoginFlowRow | null> {
  const { session } = input;
  const ownSession =
    session === null
      ? undefined
      : and(eq(loginFlows.userId, session.userId), eq(loginFlows.sessionId, session.sessionId));
  const rows = await db
    .delete(loginFlows)
    .where(
      and(
        eq(loginFlows.stateHash, input.stateHash),
        eq(loginFlows.provider, input.provider),
        eq(loginFlows.browserHash, input.browserHash),
        gt(loginFlows.expiresAt, input.now),
        or(eq(loginFlows.purpose, "sign_in"), ownSession),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

export async function deleteExpiredLoginFlows(db: Database, now: number): Promise<void> {
  await db.delete(loginFlows).where(lt(loginFlows.expiresAt, now));
}

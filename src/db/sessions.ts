import { and, eq, gt, lt, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { sessions, users } from "./schema.ts";

export type SessionRow = typeof sessions.$inferSelect;

/** Starts a session; the one this browser had before ends in the same transaction. */
export async function insertSession(
  db: Database,
  input: { row: typeof sessions.$inferInsert; replacedTokenHash: string | null },
): Promise<void> {
  const insert = db.insert(sessions).values(input.row);
  if (input.replacedTokenHash === null) await insert;
  else await db.batch([db.delete(sessions).where(eq(sessions.tokenHash, input.replacedTokenHash)), insert]);
}

/** The living session with this hash and the person it belongs to. */
export async function findSession(db: Database, input: { tokenHash: string; now: number }) {
  const row = await db
    .select({
      session: sessions,
      email: users.email,
      emailVerifiedAt: users.emailVerifiedAt,
      firstName: users.firstName,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, input.tokenHash), gt(sessions.expiresAt, input.now)))
    .get();
  return row ?? null;
}

/** Moves the end of a session forward, unless another request did so just now. */
export async function touchSession(
  db: Database,
  input: { id: string; now: number; expiresAt: number; unlessUsedSince: number },
): Promise<void> {
  await db
    .update(sessions)
    .set({ lastUsedAt: input.now, expiresAt: sql`max(${sessions.expiresAt}, ${input.expiresAt})` })
    .where(and(eq(sessions.id, input.id), lt(sessions.lastUsedAt, input.unlessUsedSince)));
}

export async function deleteSession(db: Database, id: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.id, id));
}

/** For the sweeper: ended sessions are of no use to anybody. */
export async function deleteExpiredSessions(db: Database, now: number): Promise<void> {
  await db.delete(sessions).where(lt(sessions.expiresAt, now));
}

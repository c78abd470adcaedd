import { and, desc, eq, exists, gt, lt, ne, type SQL, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { sessions, users } from "./schema.ts";

export type SessionRow = typeof sessions.$inferSelect;

/** For the batch of a sign-in: the new session, in the place of the one this browser had. */
export function sessionStatements(
  db: Database,
  input: { row: typeof sessions.$inferInsert; replacedTokenHash: string },
) {
  return [
    db.delete(sessions).where(eq(sessions.tokenHash, input.replacedTokenHash)),
    db.insert(sessions).values(input.row),
  ] as const;
}

/** The living session with this hash and the person it belongs to. */
export async function findSession(db: Database, input: { tokenHash: string; now: number }) {
  const row = await db
    .select({
      session: sessions,
      email: users.email,
      emailVerifiedAt: users.emailVerifiedAt,
      firstName: users.firstName,
      role: users.role,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, input.tokenHash), gt(sessions.expiresAt, input.now)))
    .get();
  return row ?? null;
}

/** True while a session lives: for answers that go on for longer than a request. */
export async function isSessionAlive(db: Database, input: { id: string; now: number }): Promise<boolean> {
  const row = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, input.id), gt(sessions.expiresAt, input.now)))
    .get();
  return row !== undefined;
}

/** Every living session of a person, last used first. */
export function listLivingSessions(
  db: Database,
  input: { userId: string; now: number },
): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, input.userId), gt(sessions.expiresAt, input.now)))
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id));
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

/**
 * For the batch of a fresh proof: the session goes on under a new secret, so that one copied before gains nothing by it.
 * Returns the row when it was still alive under the old secret.
 */
export function renewSessionStatement(
  db: Database,
  input: { id: string; fromTokenHash: string; tokenHash: string; twoFactor: boolean; now: number },
) {
  const { id, fromTokenHash, tokenHash, twoFactor, now } = input;
  return db
    .update(sessions)
    .set({
      tokenHash,
      authenticatedAt: now,
      lastUsedAt: now,
      ...(twoFactor ? { twoFactor: true } : {}),
    })
    .where(and(eq(sessions.id, id), eq(sessions.tokenHash, fromTokenHash), gt(sessions.expiresAt, now)))
    .returning({ id: sessions.id });
}

/** True inside a batch while this session is there under this secret. */
export function sessionIsAlive(db: Database, input: { id: string; tokenHash: string }): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(sessions)
      .where(and(eq(sessions.id, input.id), eq(sessions.tokenHash, input.tokenHash))),
  );
}

/** Ends one session of a person. Returns it when there was one. */
export function endSessionStatement(db: Database, input: { id: string; userId: string }) {
  return db
    .delete(sessions)
    .where(and(eq(sessions.id, input.id), eq(sessions.userId, input.userId)))
    .returning({ id: sessions.id });
}

/** Ends every session of a person, but `exceptId` when one is named. */
export function endSessionsStatement(db: Database, input: { userId: string; exceptId: string | null }) {
  const all = eq(sessions.userId, input.userId);
  return db
    .delete(sessions)
    .where(input.exceptId === null ? all : and(all, ne(sessions.id, input.exceptId)))
    .returning({ id: sessions.id });
}

/** For the sweeper: ended sessions are of no use to anybody. */
export async function deleteExpiredSessions(db: Database, now: number): Promise<void> {
  await db.delete(sessions).where(lt(sessions.expiresAt, now));
}

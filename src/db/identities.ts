import { and, asc, eq, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { type DeedNotes, noteStatements } from "./deed-notes.ts";
import { identities, users } from "./schema.ts";
import type { UserRow } from "./users.ts";
import { anotherWayIn } from "./ways-in.ts";

export type IdentityRow = typeof identities.$inferSelect;
type IdentityKey = Pick<IdentityRow, "provider" | "subject">;

function isKey({ provider, subject }: IdentityKey) {
  return and(eq(identities.provider, provider), eq(identities.subject, subject));
}

/** The identity and the person it belongs to here. */
export async function findIdentity(
  db: Database,
  key: IdentityKey,
): Promise<{ identity: IdentityRow; user: UserRow } | null> {
  const row = await db
    .select({ identity: identities, user: users })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(isKey(key))
    .get();
  return row ?? null;
}

/** Oldest first. */
export function listIdentities(db: Database, userId: string): Promise<IdentityRow[]> {
  return db
    .select()
    .from(identities)
    .where(eq(identities.userId, userId))
    .orderBy(asc(identities.createdAt), asc(identities.id));
}

export function insertIdentityStatement(db: Database, row: typeof identities.$inferInsert) {
  return db.insert(identities).values(row);
}

/** Writes down that it was used, and what the provider says of it now. */
export async function touchIdentity(
  db: Database,
  input: { id: string; email: string | null; name: string | null; now: number },
): Promise<void> {
  const { id, email, name, now } = input;
  await db.update(identities).set({ email, name, lastUsedAt: now }).where(eq(identities.id, id));
}

/**
 * Removes an identity of a person, with its notes, unless it is their last way in: one transaction decides, so two at
 * once cannot take the last two. False when it stays, or was gone already.
 */
export async function deleteIdentity(
  db: Database,
  input: { id: string; userId: string } & DeedNotes,
): Promise<boolean> {
  const { id, userId } = input;
  const theirs = and(eq(identities.id, id), eq(identities.userId, userId));
  const another = anotherWayIn(db, userId, id);
  const results = await db.batch([
    ...noteStatements(db, input, sql`exists (select 1 from ${identities} where ${theirs}) and ${another}`),
    db.delete(identities).where(and(theirs, another)).returning({ id: identities.id }),
  ]);
  return results[3].length > 0;
}

import { and, asc, eq } from "drizzle-orm";

import type { Database } from "./client.ts";
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
 * Removes an identity of a person unless it is their last way in: one statement decides, so two at once cannot take the
 * last two. Returns it when it is gone.
 */
export async function deleteIdentityUnlessLast(
  db: Database,
  input: { id: string; userId: string },
): Promise<IdentityRow | null> {
  const { id, userId } = input;
  const rows = await db
    .delete(identities)
    .where(and(eq(identities.id, id), eq(identities.userId, userId), anotherWayIn(db, userId, id)))
    .returning();
  return rows[0] ?? null;
}

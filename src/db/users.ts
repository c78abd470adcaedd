import { and, eq, type SQL } from "drizzle-orm";

import type { Database } from "./client.ts";
import { passwordCredentials, users } from "./schema.ts";

export type UserRow = typeof users.$inferSelect;

export interface Account {
  readonly user: UserRow;
  /** PHC string, null when this person has no password. */
  readonly passwordHash: string | null;
}

export async function findUser(db: Database, id: string): Promise<UserRow | null> {
  return (await db.select().from(users).where(eq(users.id, id)).get()) ?? null;
}

/** At most one account, for a batch too. */
export function accountStatement(db: Database, which: SQL) {
  return db
    .select({ user: users, passwordHash: passwordCredentials.hash })
    .from(users)
    .leftJoin(passwordCredentials, eq(passwordCredentials.userId, users.id))
    .where(which)
    .limit(1);
}

/** The account with this lower-cased address. */
export async function findAccount(db: Database, emailKey: string): Promise<Account | null> {
  return (await accountStatement(db, eq(users.emailKey, emailKey)).get()) ?? null;
}

/** The account with this id. */
export async function findAccountById(db: Database, userId: string): Promise<Account | null> {
  return (await accountStatement(db, eq(users.id, userId)).get()) ?? null;
}

/** Swaps a hash for a stronger one of the same password, unless the password was changed meanwhile. */
export async function strengthenPasswordHash(
  db: Database,
  input: { userId: string; from: string; to: string; now: number },
): Promise<void> {
  await db
    .update(passwordCredentials)
    .set({ hash: input.to, updatedAt: input.now })
    .where(and(eq(passwordCredentials.userId, input.userId), eq(passwordCredentials.hash, input.from)));
}

import { and, eq, exists, isNull, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { emailStatements, type NewEmail } from "./emails.ts";
import { type NewMailToken, replaceTokenStatement } from "./mail-tokens.ts";
import { passwordCredentials, users } from "./schema.ts";

export type UserRow = typeof users.$inferSelect;

export interface Account {
  readonly user: UserRow;
  /** PHC string, null when this person has no password. */
  readonly passwordHash: string | null;
}

/** What a sign-up writes: all of it or nothing. */
export interface Registration {
  readonly userId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly passwordHash: string;
  readonly token: NewMailToken;
  readonly mail: NewEmail;
  readonly now: number;
}

export async function findUser(db: Database, id: string): Promise<UserRow | null> {
  return (await db.select().from(users).where(eq(users.id, id)).get()) ?? null;
}

/** The account with this lower-cased address. */
export async function findAccount(db: Database, emailKey: string): Promise<Account | null> {
  const row = await db
    .select({ user: users, passwordHash: passwordCredentials.hash })
    .from(users)
    .leftJoin(passwordCredentials, eq(passwordCredentials.userId, users.id))
    .where(eq(users.emailKey, emailKey))
    .get();
  return row ?? null;
}

/** The account with this id. */
export async function findAccountById(db: Database, userId: string): Promise<Account | null> {
  const row = await db
    .select({ user: users, passwordHash: passwordCredentials.hash })
    .from(users)
    .leftJoin(passwordCredentials, eq(passwordCredentials.userId, users.id))
    .where(eq(users.id, userId))
    .get();
  return row ?? null;
}

/** Writes a new account with its mail. False, and nothing written, when the address was taken meanwhile. */
export async function insertRegistration(db: Database, input: Registration): Promise<boolean> {
  const { userId, now } = input;
  try {
    await db.batch([
      db.insert(users).values({
        id: userId,
        email: input.email,
        emailKey: input.emailKey,
        firstName: input.firstName,
        lastName: input.lastName,
        createdAt: now,
        updatedAt: now,
      }),
      db.insert(passwordCredentials).values({ userId, hash: input.passwordHash, updatedAt: now }),
      replaceTokenStatement(db, input.token),
      ...emailStatements(db, input.mail),
    ]);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/**
 * Somebody signs up again with an address nobody has proved yet: the newest names and password count, and the link in
 * the older mail stops working. Does nothing to an account that was verified meanwhile.
 */
export async function replaceRegistration(db: Database, input: Registration): Promise<void> {
  const { userId, now } = input;
  const unproved = exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt))),
  );
  await db.batch([
    db
      .update(passwordCredentials)
      .set({ hash: input.passwordHash, updatedAt: now })
      .where(and(eq(passwordCredentials.userId, userId), unproved)),
    db
      .update(users)
      .set({ email: input.email, firstName: input.firstName, lastName: input.lastName, updatedAt: now })
      .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt))),
    replaceTokenStatement(db, input.token),
    ...emailStatements(db, input.mail),
  ]);
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

function isTaken(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  const message = error instanceof Error ? `${error.message} ${cause}` : "";
  return message.includes("UNIQUE constraint failed: users.email_key");
}

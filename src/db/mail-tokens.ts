import { and, eq, exists, gt, lt, sql } from "drizzle-orm";

import { cleanSlateStatements } from "./clean-slate.ts";
import type { Database } from "./client.ts";
import { emailStatements, type NewEmail } from "./emails.ts";
import { mailTokens, passwordCredentials, users } from "./schema.ts";

export type MailTokenRow = typeof mailTokens.$inferSelect;

export interface NewMailToken {
  readonly tokenHash: string;
  readonly userId: string;
  readonly purpose: MailTokenRow["purpose"];
  /** The lower-cased address the token proves. */
  readonly email: string;
  /** The same as typed, for a change of address. */
  readonly address?: string;
  readonly browserHash: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/**
 * Writes a token in the place of the person's older one for the same purpose. Only for an address nobody has proved:
 * the condition is part of the statement, so a confirmation that comes in between wins.
 */
export function replaceTokenStatement(db: Database, token: NewMailToken) {
  const { userId, purpose, tokenHash, email, address = null, browserHash, createdAt, expiresAt } = token;
  const unproved = sql`select 1 from ${users} where ${users.id} = ${userId} and ${users.emailVerifiedAt} is null`;
  // In the order of the table's columns, which is how drizzle writes the insert.
  const values = sql`${tokenHash}, ${userId}, ${purpose}, ${email}, ${address}, ${browserHash}, ${createdAt}, ${expiresAt}`;
  return db
    .insert(mailTokens)
    .select(sql`select ${values} where exists (${unproved})`)
    .onConflictDoUpdate({
      target: [mailTokens.userId, mailTokens.purpose],
      set: { tokenHash, email, address, browserHash, createdAt, expiresAt },
    });
}

/** Replaces the token and writes its mail. */
export async function reissueToken(
  db: Database,
  input: { token: NewMailToken; mail: NewEmail },
): Promise<void> {
  await db.batch([replaceTokenStatement(db, input.token), ...emailStatements(db, input.mail)]);
}

/** The newest verification token of a person, good or not. */
export async function findTokenOfUser(db: Database, userId: string): Promise<MailTokenRow | null> {
  const row = await db
    .select()
    .from(mailTokens)
    .where(and(eq(mailTokens.userId, userId), eq(mailTokens.purpose, "verify_email")))
    .get();
  return row ?? null;
}

/** A token that is still good. */
export async function findToken(
  db: Database,
  input: { tokenHash: string; now: number },
): Promise<MailTokenRow | null> {
  const row = await db
    .select()
    .from(mailTokens)
    .where(and(eq(mailTokens.tokenHash, input.tokenHash), gt(mailTokens.expiresAt, input.now)))
    .get();
  return row ?? null;
}

/**
 * Uses up a verification token: the address is proved, the password replaced when one is given, and everything else that
 * was prepared on the account before is gone. One transaction; of any number of parallel calls exactly one returns true.
 */
export async function consumeVerification(
  db: Database,
  input: { token: MailTokenRow; passwordHash: string | null; now: number },
): Promise<boolean> {
  const { token, passwordHash, now } = input;
  const stillGood = and(eq(mailTokens.tokenHash, token.tokenHash), gt(mailTokens.expiresAt, now));
  const unused = exists(
    db
      .select({ one: sql`1` })
      .from(mailTokens)
      .where(stillGood),
  );
  const change = passwordHash === null ? {} : { hash: passwordHash };
  const [won] = await db.batch([
    db.select({ userId: mailTokens.userId }).from(mailTokens).where(stillGood),
    ...cleanSlateStatements(db, token.userId, { when: unused, keepTokenHash: token.tokenHash }),
    db
      .update(users)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(and(eq(users.id, token.userId), eq(users.emailKey, token.email), unused)),
    db
      .update(passwordCredentials)
      .set({ ...change, updatedAt: now })
      .where(and(eq(passwordCredentials.userId, token.userId), unused)),
    db.delete(mailTokens).where(stillGood),
  ]);
  return won.length === 1;
}

/** For the sweeper: a token past its time opens nothing. */
export async function deleteExpiredTokens(db: Database, now: number): Promise<void> {
  await db.delete(mailTokens).where(lt(mailTokens.expiresAt, now));
}

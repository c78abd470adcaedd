import { and, eq, exists, gt, lt, type SQL, sql } from "drizzle-orm";

import { type AuditRow, auditWhenStatement } from "./audit.ts";
import { isUnproved } from "./clean-slate.ts";
import type { Database } from "./client.ts";
import { emailStatements, type NewEmail } from "./emails.ts";
import { mailTokens, users } from "./schema.ts";

export type MailTokenRow = typeof mailTokens.$inferSelect;
export type TokenPurpose = MailTokenRow["purpose"];

export interface NewMailToken {
  readonly tokenHash: string;
  readonly userId: string;
  readonly purpose: TokenPurpose;
  /** The lower-cased address the token proves. */
  readonly email: string;
  /** The same as typed, for a change of address. */
  readonly address?: string;
  readonly browserHash: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Which token is meant: its hash, what it is for, and the time it must not be older than. */
export interface TokenKey {
  readonly tokenHash: string;
  readonly purpose: TokenPurpose;
  readonly now: number;
}

/**
 * Writes a token in the place of the person's older one for the same purpose; writes nothing for a person who is not
 * there, or to prove an address that is proved already: the condition is part of the statement, so a confirmation that
 * comes in between wins. With `keepBrowser` the browser of the older token stays the one that may confirm without a
 * new password.
 */
export function replaceTokenStatement(
  db: Database,
  token: NewMailToken,
  { keepBrowser = false }: { readonly keepBrowser?: boolean } = {},
) {
  const { userId, purpose, tokenHash, email, address = null, browserHash, createdAt, expiresAt } = token;
  const wanted = purpose === "verify_email" ? isUnproved(db, userId) : isThere(db, userId);
  // In the order of the table's columns, which is how drizzle writes the insert.
  const values = sql`${tokenHash}, ${userId}, ${purpose}, ${email}, ${address}, ${browserHash}, ${createdAt}, ${expiresAt}`;
  return db
    .insert(mailTokens)
    .select(sql`select ${values} where ${wanted}`)
    .onConflictDoUpdate({
      target: [mailTokens.userId, mailTokens.purpose],
      set: { tokenHash, email, address, createdAt, expiresAt, ...(keepBrowser ? {} : { browserHash }) },
    });
}

/**
 * Replaces the token and writes what goes with it in one transaction. The entry of the account's history is written only
 * if the person is there: the same statements run for somebody unknown.
 */
export async function reissueToken(
  db: Database,
  input: {
    readonly token: NewMailToken;
    readonly mails: readonly NewEmail[];
    readonly audit?: AuditRow;
    readonly keepBrowser?: boolean;
  },
): Promise<void> {
  const { token, mails, audit, keepBrowser = false } = input;
  await db.batch([
    replaceTokenStatement(db, token, { keepBrowser }),
    ...mails.flatMap((mail) => emailStatements(db, mail)),
    ...(audit === undefined ? [] : [auditWhenStatement(db, audit, isThere(db, token.userId))]),
  ]);
}

function isThere(db: Database, userId: string): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(eq(users.id, userId)),
  );
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

/** A token that is still good, and the account it belongs to. */
export async function findToken(db: Database, key: TokenKey) {
  const row = await db
    .select({ token: mailTokens, user: users })
    .from(mailTokens)
    .innerJoin(users, eq(users.id, mailTokens.userId))
    .where(isGood(key))
    .get();
  return row ?? null;
}

/** True inside a batch while a token can still be used up. */
export function tokenIsGood(db: Database, key: TokenKey): SQL {
  return exists(goodTokenStatement(db, key));
}

/** First statement of the batch that uses a token up: its one row is there for exactly one of any number of callers. */
export function goodTokenStatement(db: Database, key: TokenKey) {
  return db
    .select({ userId: mailTokens.userId })
    .from(mailTokens)
    .innerJoin(users, eq(users.id, mailTokens.userId))
    .where(isGood(key));
}

/** Last statement of that batch: the token is gone. */
export function useUpTokenStatement(db: Database, tokenHash: string, when: SQL) {
  return db.delete(mailTokens).where(and(eq(mailTokens.tokenHash, tokenHash), when));
}

/** A token to prove an address dies with the address: it names the one the account has. */
function isGood({ tokenHash, purpose, now }: TokenKey) {
  return and(
    eq(mailTokens.tokenHash, tokenHash),
    eq(mailTokens.purpose, purpose),
    gt(mailTokens.expiresAt, now),
    purpose === "change_email" ? undefined : eq(users.emailKey, mailTokens.email),
  );
}

/** For the sweeper: a token past its time opens nothing. */
export async function deleteExpiredTokens(db: Database, now: number): Promise<void> {
  await db.delete(mailTokens).where(lt(mailTokens.expiresAt, now));
}

import { and, asc, eq, lt, sql } from "drizzle-orm";

import type { AuditRow } from "./audit.ts";
import { auditStatement } from "./audit.ts";
import type { Database } from "./client.ts";
import { type DeedNotes, noteStatements } from "./deed-notes.ts";
import { emailStatements } from "./emails.ts";
import { insertIf } from "./insert-if.ts";
import { auditEvents, passkeys, users } from "./schema.ts";
import { singleFactorStatement } from "./two-factor.ts";
import { anotherWayIn } from "./ways-in.ts";

export type PasskeyRow = typeof passkeys.$inferSelect;

/** A person's passkeys, oldest first. */
export function listPasskeys(db: Database, userId: string): Promise<PasskeyRow[]> {
  return db
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id));
}

/** The passkey an authenticator names, with the person it belongs to. */
export async function findPasskey(db: Database, credentialId: string) {
  const row = await db
    .select({ passkey: passkeys, user: users })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(eq(passkeys.credentialId, credentialId))
    .get();
  return row ?? null;
}

/** Writes a new passkey with its notes. False, and nothing written, when it belongs to an account already. */
export async function insertPasskey(db: Database, input: { row: PasskeyRow } & DeedNotes): Promise<boolean> {
  try {
    await db.batch([
      db.insert(passkeys).values(input.row),
      auditStatement(db, input.audit),
      ...emailStatements(db, input.mail),
    ]);
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

/**
 * Writes down a use, by its counter. False when the counter did not go forward, as with a copy of the authenticator, or
 * the passkey is gone. Synced passkeys do not count: theirs stays 0. One statement, so of parallel uses of one state of
 * the authenticator one passes.
 */
export async function countPasskeyUse(
  db: Database,
  input: { id: string; counter: number; backedUp: boolean; now: number },
): Promise<boolean> {
  const { id, counter, backedUp, now } = input;
  const forward = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter);
  const rows = await db
    .update(passkeys)
    .set({ counter, backedUp, lastUsedAt: now })
    .where(and(eq(passkeys.id, id), forward))
    .returning({ id: passkeys.id });
  return rows.length > 0;
}

/** Renames a person's passkey. Null when there is none. */
export async function renamePasskey(
  db: Database,
  input: { id: string; userId: string; name: string; audit: AuditRow },
): Promise<PasskeyRow | null> {
  const theirs = and(eq(passkeys.id, input.id), eq(passkeys.userId, input.userId));
  const [, rows] = await db.batch([
    insertIf(db, auditEvents, input.audit, sql`exists (select 1 from ${passkeys} where ${theirs})`),
    db.update(passkeys).set({ name: input.name }).where(theirs).returning(),
  ]);
  return rows[0] ?? null;
}

/** Takes a person's passkey away, with its notes, when they can still sign in without it. False when they cannot. */
export async function deletePasskey(
  db: Database,
  input: { id: string; userId: string } & DeedNotes,
): Promise<boolean> {
  const { id, userId } = input;
  const theirs = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
  const another = anotherWayIn(db, userId, id);
  const results = await db.batch([
    ...noteStatements(db, input, sql`exists (select 1 from ${passkeys} where ${theirs}) and ${another}`),
    db.delete(passkeys).where(and(theirs, another)).returning({ id: passkeys.id }),
    singleFactorStatement(db, userId),
  ]);
  return results[3].length > 0;
}

function isTaken(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  const message = error instanceof Error ? `${error.message} ${cause}` : "";
  return message.includes("UNIQUE constraint failed: passkeys.credential_id");
}

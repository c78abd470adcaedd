import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { type DeedNotes, noteStatements } from "./deed-notes.ts";
import { recoveryCodes } from "./schema.ts";

interface NewCodes {
  readonly userId: string;
  /** SHA-256 of each, in hex. */
  readonly hashes: readonly string[];
  readonly now: number;
}

/** Fresh codes in the place of all older ones, when a condition holds. */
export function replaceRecoveryCodesStatements(db: Database, input: NewCodes, condition: SQL) {
  const { userId, hashes, now } = input;
  // In the order of the table's columns, which is how drizzle writes the insert.
  const rows = sql`select value, ${userId}, ${now}, null from json_each(${JSON.stringify(hashes)}) where ${condition}`;
  return [
    db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), condition)),
    db.insert(recoveryCodes).select(rows).returning({ userId: recoveryCodes.userId }),
  ] as const;
}

/** Makes new codes, with what has to be noted about it. False, and nothing written, when the condition does not hold. */
export async function replaceRecoveryCodes(
  db: Database,
  input: NewCodes & DeedNotes & { readonly condition: SQL },
): Promise<boolean> {
  const [, made] = await db.batch([
    ...replaceRecoveryCodesStatements(db, input, input.condition),
    ...noteStatements(db, input, input.condition),
  ]);
  return made.length > 0;
}

export async function countRecoveryCodes(db: Database, userId: string): Promise<number> {
  const row = await db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)))
    .get();
  return row?.left ?? 0;
}

/** True when this code of this person is there and unused. */
export async function isRecoveryCode(
  db: Database,
  input: { userId: string; codeHash: string },
): Promise<boolean> {
  const row = await db.select().from(recoveryCodes).where(unused(input)).get();
  return row !== undefined;
}

/** Uses a code up, with its notes. Of any number of parallel calls one does, and only it notes anything. */
export async function useRecoveryCode(
  db: Database,
  input: { userId: string; codeHash: string; now: number } & DeedNotes,
): Promise<boolean> {
  const results = await db.batch([
    ...noteStatements(db, input, sql`exists (select 1 from ${recoveryCodes} where ${unused(input)})`),
    db
      .update(recoveryCodes)
      .set({ usedAt: input.now })
      .where(unused(input))
      .returning({ userId: recoveryCodes.userId }),
  ]);
  return results[3].length > 0;
}

function unused({ userId, codeHash }: { userId: string; codeHash: string }) {
  return and(
    eq(recoveryCodes.codeHash, codeHash),
    eq(recoveryCodes.userId, userId),
    isNull(recoveryCodes.usedAt),
  );
}

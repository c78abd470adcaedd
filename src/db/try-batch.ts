import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";

import type { Database } from "./client.ts";

/** One statement of a batch, for services that put some together. */
export type Statement = BatchItem<"sqlite">;

/**
 * For a batch that may only happen while something holds: its statement fails, and with it the whole batch, when the
 * condition is not true at that moment. SQL has no `assert`; text that is no JSON does it.
 */
export function onlyWhile(db: Database, condition: SQL) {
  // `random()` keeps SQLite from working out the failing branch beforehand.
  const holds = sql<number>`case when ${condition} then 1 else json('unmet ' || random()) end`;
  return db.select({ holds: holds.as("holds") }).from(sql`(select 1) as moment`);
}

/**
 * Runs a batch in one transaction. False, and nothing written, when it came too late: an `onlyWhile` does not hold, or
 * a unique key was taken meanwhile. Read again and decide anew then.
 */
export async function tryBatch(
  db: Database,
  statements: readonly [Statement, ...Statement[]],
): Promise<boolean> {
  try {
    await db.batch(statements);
    return true;
  } catch (error) {
    if (cameTooLate(error)) return false;
    throw error;
  }
}

function cameTooLate(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  const message = error instanceof Error ? `${error.message} ${cause}` : "";
  return message.includes("malformed JSON") || message.includes("UNIQUE constraint failed");
}

import { desc } from "drizzle-orm";

import type { Database } from "./client.ts";
import { behind, type PagePosition } from "./page-position.ts";
import { deadLetters } from "./schema.ts";

export type DeadLetterRow = typeof deadLetters.$inferSelect;

/** Stores a dead letter once, however often it is delivered. `id` is the queue's message id. */
export async function insertDeadLetter(
  db: Database,
  letter: { id: string; queue: string; body: string; attempts: number; now: number },
): Promise<void> {
  const { now, ...row } = letter;
  await db
    .insert(deadLetters)
    .values({ ...row, createdAt: now })
    .onConflictDoNothing();
}

/** All of them, newest first, behind `after`. */
export function listDeadLetters(
  db: Database,
  limit: number,
  after: PagePosition | null,
): Promise<DeadLetterRow[]> {
  return db
    .select()
    .from(deadLetters)
    .where(behind(deadLetters.createdAt, deadLetters.id, after))
    .orderBy(desc(deadLetters.createdAt), desc(deadLetters.id))
    .limit(limit);
}

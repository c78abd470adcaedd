import type { Database } from "./client.ts";
import { deadLetters } from "./schema.ts";

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

import { and, asc, eq, lte, sql } from "drizzle-orm";

import { newId } from "../new-id.ts";
import type { Database } from "./client.ts";
import { outbox } from "./schema.ts";

export type OutboxKind = (typeof outbox.$inferSelect)["kind"];
export type OutboxRow = typeof outbox.$inferSelect;

/** A statement for the batch that causes the work: the row stays until the work is finished, not until it is sent. */
export function outboxStatement(
  db: Database,
  kind: OutboxKind,
  subjectId: string,
  now: number,
  dueInMs: number,
) {
  return db
    .insert(outbox)
    .values({ id: newId("obx"), kind, subjectId, createdAt: now, dueAt: now + dueInMs });
}

export function outboxDoneStatement(db: Database, kind: OutboxKind, subjectId: string) {
  return db.delete(outbox).where(and(eq(outbox.kind, kind), eq(outbox.subjectId, subjectId)));
}

export async function finishOutbox(db: Database, kind: OutboxKind, subjectId: string): Promise<void> {
  await outboxDoneStatement(db, kind, subjectId);
}

export function dueOutbox(db: Database, now: number, limit: number): Promise<OutboxRow[]> {
  return db.select().from(outbox).where(lte(outbox.dueAt, now)).orderBy(asc(outbox.dueAt)).limit(limit);
}

/** Claims a row for one more send by moving it forward. False when another sweep was faster. */
export async function claimOutbox(db: Database, row: OutboxRow, nextDueAt: number): Promise<boolean> {
  const rows = await db
    .update(outbox)
    .set({ dueAt: nextDueAt, sends: sql`${outbox.sends} + 1` })
    .where(and(eq(outbox.id, row.id), eq(outbox.dueAt, row.dueAt)))
    .returning({ id: outbox.id });
  return rows.length > 0;
}

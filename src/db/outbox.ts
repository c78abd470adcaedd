import { and, asc, eq, inArray, lte, type SQL, type SQLWrapper, sql } from "drizzle-orm";

import { newId } from "../new-id.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { insertWhen } from "./insert-when.ts";
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

/** The same, if `when` holds at that point of the batch. */
export function outboxWhenStatement(
  db: Database,
  kind: OutboxKind,
  subjectId: string,
  { now, dueInMs, when }: { now: number; dueInMs: number; when: SQL },
) {
  const row = { id: newId("obx"), kind, subjectId, createdAt: now, dueAt: now + dueInMs, sends: 0 };
  return insertWhen(db, outbox, row, when);
}

/**
 * The same for every subject that a query finds when the batch runs: none found, none ordered. `subjects` has one column,
 * `subject_id`. Returns the orders.
 */
export function outboxFromStatement(
  db: Database,
  kind: OutboxKind,
  subjects: SQLWrapper,
  now: number,
  dueInMs: number,
) {
  const orders = db
    .select({
      id: sql<string>`'obx_' || lower(hex(randomblob(16)))`.as("id"),
      kind: sql<OutboxKind>`${kind}`.as("kind"),
      subjectId: sql<string>`subject_id`.as("subject"),
      createdAt: sql<number>`${now}`.as("created_at"),
      dueAt: sql<number>`${now + dueInMs}`.as("due_at"),
      sends: sql<number>`0`.as("sends"),
    })
    .from(sql`${subjects} as subjects`);
  return db.insert(outbox).select(orders).returning({ id: outbox.id, subjectId: outbox.subjectId });
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

/** Ids of the open orders of one kind for one subject, to be ended by id once what they ask for was taken in. */
export async function openOutboxIds(db: Database, kind: OutboxKind, subjectId: string): Promise<string[]> {
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.kind, kind), eq(outbox.subjectId, subjectId)))
    .limit(90);
  return rows.map((row) => row.id);
}

/** Ends orders by id. */
export async function finishOutboxRows(db: Database, ids: readonly string[]): Promise<void> {
  await inChunks(ids, (chunk) =>
    db.delete(outbox).where(inArray(outbox.id, chunk)).returning({ id: outbox.id }),
  );
}

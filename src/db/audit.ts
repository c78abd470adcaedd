import { and, desc, eq, gt, lt, type SQL } from "drizzle-orm";

import type { Database } from "./client.ts";
import { insertWhen } from "./insert-when.ts";
import { behind, type PagePosition } from "./page-position.ts";
import { auditEvents } from "./schema.ts";

export type AuditRow = typeof auditEvents.$inferSelect;

/** For the batch of what is recorded: then there is no deed without its record. */
export function auditStatement(db: Database, row: AuditRow) {
  return db.insert(auditEvents).values(row);
}

/** The same for a deed that is done only if `when` holds at that point of the batch. */
export function auditWhenStatement(db: Database, row: AuditRow, when: SQL) {
  return insertWhen(db, auditEvents, row, when);
}

export async function insertAudit(db: Database, row: AuditRow): Promise<void> {
  await auditStatement(db, row);
}

/** A person's record, newest first, no older than `since`. */
export function listAudit(
  db: Database,
  input: { userId: string; since: number; after: PagePosition | null; limit: number },
): Promise<AuditRow[]> {
  const { userId, since, after, limit } = input;
  const older = behind(auditEvents.at, auditEvents.id, after);
  return db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.userId, userId), gt(auditEvents.at, since), older))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(limit);
}

/** Everybody's record, newest first; of one action when one is named. For administrators. */
export function listEveryAudit(
  db: Database,
  input: { action: string | null; after: PagePosition | null; limit: number },
): Promise<AuditRow[]> {
  const older = behind(auditEvents.at, auditEvents.id, input.after);
  const named = input.action === null ? undefined : eq(auditEvents.action, input.action);
  return db
    .select()
    .from(auditEvents)
    .where(and(named, older))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(input.limit);
}

/** For the sweeper: what is past its retention. Younger rows cannot be deleted at all: a trigger refuses. */
export async function deleteOldAudit(db: Database, before: number): Promise<void> {
  await db.delete(auditEvents).where(lt(auditEvents.at, before));
}

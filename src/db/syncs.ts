import { and, asc, desc, eq, inArray, isNull, lt, ne, notInArray, sql } from "drizzle-orm";

import type { Operation } from "../sync/operation.ts";
import { isFinal, TARGET_STATES, waitingOn } from "../sync/target-state.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { outboxStatement } from "./outbox.ts";
import { behind, type PagePosition } from "./page-position.ts";
import { syncRequests, syncTargets, syncWatch } from "./schema.ts";
import { attemptStatement, stepOf } from "./sync-attempts.ts";

export type SyncRow = typeof syncRequests.$inferSelect;
export type TargetRow = typeof syncTargets.$inferSelect;

const FINAL_STATES = TARGET_STATES.filter(isFinal);
/** The object is woken at once; the sweeper looks after this long whether it took the work in. */
export const WAKE_DUE_MS = 15_000;

/** A run, its targets, and the order to wake the user's object, in one transaction. */
export async function insertSync(
  db: Database,
  request: typeof syncRequests.$inferInsert,
  targets: readonly (typeof syncTargets.$inferInsert)[],
): Promise<void> {
  await db.batch([
    db.insert(syncRequests).values(request),
    ...targets.map((target) => db.insert(syncTargets).values(target)),
    outboxStatement(db, "wake_sync", request.userId, request.createdAt, WAKE_DUE_MS),
  ]);
}

export async function findSync(db: Database, userId: string, id: string): Promise<SyncRow | null> {
  const rows = await db
    .select()
    .from(syncRequests)
    .where(and(eq(syncRequests.userId, userId), eq(syncRequests.id, id)));
  return rows[0] ?? null;
}

/** Newest first. `after` is the row to go on behind, for paging. */
export function listSyncRows(
  db: Database,
  userId: string,
  limit: number,
  after: PagePosition | null,
): Promise<SyncRow[]> {
  return db
    .select()
    .from(syncRequests)
    .where(and(eq(syncRequests.userId, userId), behind(syncRequests.createdAt, syncRequests.id, after)))
    .orderBy(desc(syncRequests.createdAt), desc(syncRequests.id))
    .limit(limit);
}

export function listTargets(
  db: Database,
  userId: string,
  requestIds: readonly string[],
): Promise<TargetRow[]> {
  return inChunks(requestIds, (chunk) =>
    db
      .select()
      .from(syncTargets)
      .where(and(eq(syncTargets.userId, userId), inArray(syncTargets.syncRequestId, chunk)))
      .orderBy(asc(syncTargets.platformId), asc(syncTargets.connectionId), asc(syncTargets.slot)),
  );
}

/** Every target of the user that nobody has finished, oldest first, and whether its run was cancelled. */
export async function unfinishedTargets(
  db: Database,
  userId: string,
): Promise<{ target: TargetRow; cancelled: boolean }[]> {
  const rows = await db
    .select({ target: syncTargets, runState: syncRequests.state })
    .from(syncTargets)
    .innerJoin(syncRequests, eq(syncRequests.id, syncTargets.syncRequestId))
    .where(and(eq(syncTargets.userId, userId), notInArray(syncTargets.state, FINAL_STATES)))
    .orderBy(asc(syncTargets.createdAt), asc(syncTargets.id));
  return rows.map(({ target, runState }) => ({ target, cancelled: runState === "cancelled" }));
}

/**
 * Brings D1 up to what the journal says, in one transaction: target states (an older revision never overwrites a newer
 * one), what happened to each, step by step, runs whose targets are all final, and when the object has work next.
 */
export async function mirrorOperations(
  db: Database,
  input: { userId: string; operations: readonly Operation[]; nextDueAt: number | null; now: number },
): Promise<void> {
  const { userId, now } = input;
  const requests = [...new Set(input.operations.map((op) => op.syncRequestId))];
  const open = sql`not exists (select 1 from ${syncTargets} where ${syncTargets.syncRequestId} = ${syncRequests.id}
    and ${notInArray(syncTargets.state, FINAL_STATES)})`;
  await db.batch([
    db
      .insert(syncWatch)
      .values({ userId, nextDueAt: input.nextDueAt, updatedAt: now })
      .onConflictDoUpdate({ target: syncWatch.userId, set: { nextDueAt: input.nextDueAt, updatedAt: now } }),
    ...input.operations.flatMap((op) => [
      targetStatement(db, userId, op, now),
      attemptStatement(db, stepOf(op, userId, now)),
    ]),
    ...requests.map((id) =>
      db
        .update(syncRequests)
        .set({ state: "finished", finishedAt: now, updatedAt: now })
        .where(
          and(
            eq(syncRequests.id, id),
            eq(syncRequests.userId, userId),
            eq(syncRequests.state, "running"),
            open,
          ),
        ),
    ),
  ]);
}

function targetStatement(db: Database, userId: string, op: Operation, now: number) {
  const { view } = op;
  return db
    .update(syncTargets)
    .set({
      state: view.state,
      waitingOn: waitingOn(view.state, view.reason),
      reason: view.reason,
      attempts: op.attempts,
      nextAttemptAt: view.nextAttemptAt,
      sentVariantId: op.sent?.variantId ?? null,
      sentSha256: op.sent?.sha256 ?? null,
      shownUrl: view.shownUrl,
      shownDistance: view.shownDistance,
      verifiedBy: view.verifiedBy,
      checkedAt: view.checkedAt,
      revision: op.revision,
      updatedAt: now,
    })
    .where(
      and(eq(syncTargets.id, op.id), eq(syncTargets.userId, userId), lt(syncTargets.revision, op.revision)),
    );
}

export async function markCancelled(db: Database, userId: string, id: string, now: number): Promise<boolean> {
  const rows = await db
    .update(syncRequests)
    .set({ state: "cancelled", finishedAt: now, updatedAt: now })
    .where(and(eq(syncRequests.id, id), eq(syncRequests.userId, userId), ne(syncRequests.state, "cancelled")))
    .returning({ id: syncRequests.id });
  return rows.length > 0;
}

/**
 * Users whose object should have worked by now and has not said so: its due time passed, or it says that nothing is due
 * while targets wait.
 */
export async function overdueUsers(db: Database, dueBefore: number, limit: number): Promise<string[]> {
  const late = await db
    .select({ userId: syncWatch.userId })
    .from(syncWatch)
    .where(lt(syncWatch.nextDueAt, dueBefore))
    .orderBy(asc(syncWatch.nextDueAt))
    .limit(limit);
  const forgotten = await db
    .selectDistinct({ userId: syncTargets.userId })
    .from(syncTargets)
    .leftJoin(syncWatch, eq(syncWatch.userId, syncTargets.userId))
    .where(
      and(
        notInArray(syncTargets.state, FINAL_STATES),
        lt(syncTargets.updatedAt, dueBefore),
        isNull(syncWatch.nextDueAt),
      ),
    )
    .limit(limit);
  return [...new Set([...late, ...forgotten].map((row) => row.userId))];
}

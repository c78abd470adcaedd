import { and, eq, inArray, ne, sql } from "drizzle-orm";

import type { TargetState } from "../sync/target-state.ts";
import type { Database } from "./client.ts";
import { outboxStatement } from "./outbox.ts";
import { syncRequests, syncTargets } from "./schema.ts";
import { attemptStatement } from "./sync-attempts.ts";
import { type TargetRow, WAKE_DUE_MS } from "./syncs.ts";

/** Ends that a person may try again. */
export const RETRYABLE_STATES = ["failed", "conflict", "needs_you"] as const satisfies readonly TargetState[];

/** Why a target waits again, as the object reads it: `overwrite` takes the place of whatever is there. */
export type RetryReason = "again" | "overwrite";

/**
 * Makes a target wait again, and its run go on, with the order to wake the person's object. False, with nothing written
 * but that order, when it is no longer as it was read, or its slot was wished for by a newer run.
 */
export async function retryTarget(
  db: Database,
  target: TargetRow,
  reason: RetryReason,
  now: number,
): Promise<boolean> {
  const { id, userId, syncRequestId, revision } = target;
  const next = revision + 1;
  const newer = sql`exists (select 1 from sync_targets as newer where newer.connection_id = ${target.connectionId}
    and newer.slot = ${target.slot} and newer.id != ${id} and newer.created_at >= ${target.createdAt})`;
  const waits = sql`exists (select 1 from ${syncTargets} where ${syncTargets.id} = ${id}
    and ${syncTargets.revision} = ${next} and ${syncTargets.state} = 'waiting')`;
  const step = {
    targetId: id,
    userId,
    revision: next,
    state: "waiting",
    reason,
    nextAttemptAt: null,
    at: now,
  };
  const [updated] = await db.batch([
    db
      .update(syncTargets)
      .set({
        state: "waiting",
        waitingOn: "linkarooie",
        reason,
        nextAttemptAt: null,
        revision: next,
        updatedAt: now,
      })
      .where(
        and(
          eq(syncTargets.id, id),
          eq(syncTargets.userId, userId),
          eq(syncTargets.revision, revision),
          inArray(syncTargets.state, RETRYABLE_STATES),
          sql`not ${newer}`,
        ),
      )
      .returning({ id: syncTargets.id }),
    attemptStatement(db, step),
    db
      .update(syncRequests)
      .set({ state: "running", finishedAt: null, updatedAt: now })
      .where(
        and(
          eq(syncRequests.id, syncRequestId),
          eq(syncRequests.userId, userId),
          ne(syncRequests.state, "cancelled"),
          waits,
        ),
      ),
    outboxStatement(db, "wake_sync", userId, now, WAKE_DUE_MS),
  ]);
  return updated.length > 0;
}

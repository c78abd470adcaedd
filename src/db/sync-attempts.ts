import { and, asc, eq, inArray, sql } from "drizzle-orm";

import { newId } from "../new-id.ts";
import type { Operation } from "../sync/operation.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { insertWhen } from "./insert-when.ts";
import { syncAttempts, syncTargets } from "./schema.ts";

export type AttemptRow = typeof syncAttempts.$inferSelect;

/** What happened to a target, as a person reads it. */
type Step = Pick<
  AttemptRow,
  "targetId" | "userId" | "revision" | "state" | "reason" | "nextAttemptAt" | "at"
>;

/** The step an operation is at now. */
export function stepOf(op: Operation, userId: string, at: number): Step {
  const { state, reason, nextAttemptAt } = op.view;
  return { targetId: op.id, userId, revision: op.revision, state, reason, nextAttemptAt, at };
}

/**
 * Writes a step down if a person could tell it from the one before: another state or reason, or the next try of several.
 * Looking again for the same thing is no step. Repeated, or later than a newer one, it writes nothing.
 */
export function attemptStatement(db: Database, step: Step) {
  const { targetId, userId, revision, state, reason, nextAttemptAt } = step;
  const newer = sql`exists (select 1 from ${syncAttempts} where ${syncAttempts.targetId} = ${targetId}
    and ${syncAttempts.revision} >= ${revision})`;
  const same = sql`exists (select 1 from ${syncAttempts} where ${syncAttempts.targetId} = ${targetId}
    and ${syncAttempts.revision} = (select max(each.revision) from ${syncAttempts} as each where each.target_id = ${targetId})
    and ${syncAttempts.state} = ${state} and ${syncAttempts.reason} is ${reason}
    and (${state} != 'retrying' or ${syncAttempts.nextAttemptAt} is ${nextAttemptAt}))`;
  const known = sql`exists (select 1 from ${syncTargets} where ${syncTargets.id} = ${targetId}
    and ${syncTargets.userId} = ${userId} and ${syncTargets.revision} >= ${revision})`;
  const when = sql`${known} and not ${newer} and not ${same}`;
  return insertWhen(db, syncAttempts, { id: newId("att"), ...step }, when);
}

/** The steps of some targets, in the order they happened. */
export function listAttempts(
  db: Database,
  userId: string,
  targetIds: readonly string[],
): Promise<AttemptRow[]> {
  return inChunks(targetIds, (chunk) =>
    db
      .select()
      .from(syncAttempts)
      .where(and(eq(syncAttempts.userId, userId), inArray(syncAttempts.targetId, chunk)))
      .orderBy(asc(syncAttempts.targetId), asc(syncAttempts.revision)),
  );
}

import type { Operation } from "./operation.ts";

/**
 * Another try of an operation that has ended, as the person asked for. `fresh` is a new operation for the same target.
 * What was sent and what was there before it stay known: a write that arrived after all, or somebody's picture since,
 * is then seen before anything is sent again, and an outcome that was never found out is found out first. With
 * `overwrites` the person wants theirs whatever is there: it is looked at anew, kept, and written over.
 */
export function renewOperation(ended: Operation, fresh: Operation, overwrites: boolean): Operation {
  const next: Operation = { ...fresh, round: ended.round + 1 };
  if (overwrites || ended.sent === null) return next;
  const { before, sent, intentAt, appliedAt } = ended;
  const answered = appliedAt !== null && intentAt !== null && appliedAt >= intentAt;
  // Ended without an answer to its last write: the platform's settling time counts from that write on.
  return { ...next, before, sent, intentAt, phase: answered ? "planned" : "unknown" };
}

/** How an operation ends or waits. Every change of what people see goes through `show`. */
import { isFinal, type TargetState } from "./target-state.ts";
import type { EnginePorts, Leave } from "./engine-ports.ts";
import type { Judgement } from "./judge.ts";
import { retryDelayMs } from "./ladder.ts";
import type { Operation, TargetView } from "./operation.ts";

type Change = Partial<Omit<Operation, "id" | "view" | "revision">>;

/** The operation was changed by somebody else while this step was under way: the step ends and writes nothing more. */
export class OvertakenError extends Error {
  override readonly name = "OvertakenError";
}

/** The operation with `change` and a new public state, saved. Throws `OvertakenError` when the journal is ahead. */
export function show(
  op: Operation,
  ports: Pick<EnginePorts, "save">,
  state: TargetState,
  change: Change & { readonly reason?: string | null; readonly proof?: Partial<TargetView> } = {},
): Operation {
  const { reason = null, proof = {}, ...rest } = change;
  const next: Operation = { ...op, ...rest };
  next.phase = isFinal(state) ? "done" : next.phase;
  const waits = state === "retrying" || state === "checking";
  next.view = { ...op.view, ...proof, state, reason, nextAttemptAt: waits ? next.dueAt : null };
  next.revision = op.revision + 1;
  if (!ports.save(next)) throw new OvertakenError();
  return next;
}

/** Ends in proof: the platform shows it. */
export function settleShown(
  op: Operation,
  ports: EnginePorts,
  judgement: Extract<Judgement, { kind: "shown" }>,
  shown: { readonly identity: string; readonly url: string | null },
): Operation {
  if (op.sent !== null) {
    ports.setConfirmed(op.connectionId, op.slot, { sha256: op.sent.sha256, identity: shown.identity });
  }
  return show(op, ports, "shown", {
    failures: 0,
    proof: {
      shownUrl: shown.url,
      shownDistance: judgement.distance,
      verifiedBy: judgement.by,
      checkedAt: ports.now(),
    },
  });
}

/**
 * Tries again later: at `notBefore` or on the ladder, whichever is later; given up with `gave_up` when the ladder is
 * used up. `phase` is where the next attempt starts.
 */
export function settleRetry(
  op: Operation,
  ports: EnginePorts,
  input: { readonly reason: string; readonly phase: Operation["phase"]; readonly notBefore?: number | null },
): Operation {
  const failures = op.failures + 1;
  const delay = retryDelayMs(failures, ports.random);
  if (delay === null) {
    return show(op, ports, "failed", {
      failures,
      reason: op.phase === "unknown" ? "outcome_unknown" : "gave_up",
    });
  }
  const dueAt = Math.max(ports.now() + Math.ceil(delay / ports.timeScale), input.notBefore ?? 0);
  return show(op, ports, "retrying", { failures, phase: input.phase, dueAt, reason: input.reason });
}

/** No write may leave now. Waiting for a budget or a switch is no failure, and what people do by hand is none either. */
export function settleLeave(
  op: Operation,
  ports: Pick<EnginePorts, "save">,
  leave: Exclude<Leave, { kind: "go" }>,
): Operation {
  if (leave.kind === "handoff") return show(op, ports, "needs_you", { reason: leave.reason });
  return show(op, ports, leave.state, { dueAt: leave.until, reason: leave.reason });
}

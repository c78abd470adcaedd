import { PlatformError } from "../platforms/errors.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { Operation } from "./operation.ts";
import { isGateReason } from "./gate.ts";
import { settleRetry, show } from "./settle-operation.ts";

/** Where the error happened: reading never has an effect, a write may have had one. */
export type Where = "read" | "write";

/**
 * Turns a failure into the operation's next state. A read that failed leaves the phase as it is, so an unknown outcome
 * stays unknown and nothing is written on it. An error that is not the platform's is treated like one of unknown outcome.
 */
export async function settleError(
  op: Operation,
  ports: EnginePorts,
  error: unknown,
  where: Where,
): Promise<Operation> {
  const failure =
    error instanceof PlatformError ? error : new PlatformError("unknown", "internal", { cause: error });
  const phase = where === "write" ? "planned" : op.phase;
  const until = failure.retryAt;
  if (until !== null && isGateReason(failure.reason)) {
    // Held back before anything left: no failure of anybody's, and no write.
    const attempts = where === "write" ? op.attempts - 1 : op.attempts;
    const state = failure.reason === "switched_off" && phase === "planned" ? "waiting" : "retrying";
    return show(op, ports, state, { phase, attempts, dueAt: until, reason: failure.reason });
  }
  switch (failure.kind) {
    case "retry-at":
    case "cooldown": {
      if (failure.retryAt !== null) ports.block(op.connectionId, failure.retryAt);
      return settleRetry(op, ports, { reason: failure.reason, phase, notBefore: failure.retryAt });
    }
    case "unavailable":
    case "token-stale":
    case "conflict":
      return settleRetry(op, ports, { reason: failure.reason, phase, notBefore: failure.retryAt });
    case "unknown":
      if (where === "read") return settleRetry(op, ports, { reason: failure.reason, phase });
      // The write may have arrived: find out before anything is sent again.
      return show(op, ports, "uploading", {
        phase: "unknown",
        dueAt: ports.now() + 1,
        reason: "outcome_unknown",
      });
    case "token-dead":
    case "scope-missing":
    case "person-must-act":
      await ports.connectionNeeds(op.connectionId, failure.reason);
      return show(op, ports, "needs_you", { reason: failure.reason });
    case "input-bad":
      // Reading sends no picture: whatever was refused there, it was not the person's file.
      if (where === "read") return settleRetry(op, ports, { reason: "unreadable_reply", phase });
      return show(op, ports, "failed", { reason: failure.reason });
    case "payment-needed":
    case "capability-gone":
      // A read that was refused says the same of the write; what was sent already shows by hand as well.
      return show(op, ports, "needs_you", { reason: failure.reason });
  }
}

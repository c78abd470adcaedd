/**
 * The engine: takes one operation one step further. Pure but for its ports, so the object and the simulation run the
 * same code. Order of a write: observe, keep a restore point, save the intent, send, save the outcome, look.
 */
import { MINUTE_MS, SECOND_MS } from "../limits.ts";
import type { Observation, Receipt } from "../platforms/platform.ts";
import { alreadyShown } from "./already-shown.ts";
import type { Account, DesiredPicture, EnginePorts } from "./engine-ports.ts";
import { confirmDelayMs } from "./ladder.ts";
import { checkApplied, judgeLook, lookAt, resolveUnknown } from "./look-back.ts";
import type { Operation } from "./operation.ts";
import { readBack } from "./read-back.ts";
import { settleError } from "./settle-error.ts";
import { OvertakenError, settleLeave, settleRetry, settleShown, show } from "./settle-operation.ts";

/** A render takes seconds; after this long something of ours is broken and the person is told. */
const RENDER_PATIENCE_MS = 15 * MINUTE_MS;
const RENDER_POLL_MS = 2 * SECOND_MS;

/**
 * Advances `op` until it waits for something or is done, and returns it. Never throws for what a platform does. When
 * somebody else changed the operation meanwhile, the step ends without a trace and `op` comes back as it was.
 */
export async function advance(op: Operation, ports: EnginePorts): Promise<Operation> {
  if (op.phase === "done") return op;
  try {
    if (ports.fenced(op) && op.phase === "planned")
      return show(op, ports, "cancelled", { reason: "stopped" });
    if (op.phase === "planned") return await write(op, ports);
    const account = await ports.account(op.connectionId);
    switch (op.phase) {
      case "intent": // the process died between intent and outcome
        return await resolveUnknown({ ...op, phase: "unknown" }, ports, account);
      case "unknown":
        return await resolveUnknown(op, ports, account);
      case "applied":
        return await checkApplied(op, ports, account);
    }
  } catch (error) {
    return settleUnlessOvertaken(op.phase === "intent" ? { ...op, phase: "unknown" } : op, ports, error);
  }
}

async function settleUnlessOvertaken(op: Operation, ports: EnginePorts, error: unknown): Promise<Operation> {
  if (error instanceof OvertakenError) return op;
  try {
    return await settleError(op, ports, error, "read");
  } catch (again) {
    if (again instanceof OvertakenError) return op;
    throw again;
  }
}

async function write(op: Operation, ports: EnginePorts): Promise<Operation> {
  const desired = await ports.desired(op);
  if (desired.status !== "ready") return awaitPicture(op, ports, desired);
  const blocked = ports.blockedUntil(op.connectionId);
  if (blocked > ports.now()) return show(op, ports, "retrying", { dueAt: blocked, reason: "rate_limited" });

  const account = await ports.account(op.connectionId);
  const leave = await account.mayWrite(op.slot);
  if (leave.kind !== "go") return settleLeave(op, ports, leave);
  const observation = await account.observe();
  const shown = observation.slots[op.slot];
  if (op.before !== null && op.sent !== null) {
    // Something was sent before: our own write after all, or somebody's since our first look, must be seen here.
    const earlier = judgeLook(op, account, await lookAt(op, ports, shown)).judgement;
    if (earlier.kind === "shown") return settleShown(op, ports, earlier, shown);
    if (earlier.kind === "different") return show(op, ports, "conflict", { reason: "changed_elsewhere" });
    if (earlier.kind === "cannot_tell")
      return settleRetry(op, ports, { reason: "cannot_tell", phase: "planned" });
  }
  const current: Operation = { ...op, before: op.before ?? (await readBack(op.slot, shown, ports)) };

  const exactId = (await account.exactIdOf?.(desired.picture)) ?? null;
  const file = { sha256: desired.picture.sha256, exactId };
  if (alreadyShown(shown, file, ports.confirmed(op.connectionId, op.slot))) {
    return settleUnchanged(current, ports, shown, exactId === null ? "fingerprint" : "exact_id");
  }

  await ports.keepRestorePoint(current, shown);
  return send(current, ports, account, { desired, exactId, observation });
}

function awaitPicture(
  op: Operation,
  ports: EnginePorts,
  desired: Exclude<DesiredPicture, { status: "ready" }>,
): Operation {
  if (desired.status === "rejected") return show(op, ports, "failed", { reason: desired.reason });
  const waitingSince = op.waitingSince ?? ports.now();
  if (ports.now() - waitingSince > RENDER_PATIENCE_MS) {
    return show(op, ports, "failed", { reason: "picture_not_ready" });
  }
  const dueAt = ports.now() + Math.ceil(RENDER_POLL_MS / ports.timeScale);
  return show(op, ports, "preparing", { waitingSince, dueAt });
}

function settleUnchanged(
  op: Operation,
  ports: EnginePorts,
  shown: { readonly url: string | null },
  by: "exact_id" | "fingerprint",
): Operation {
  return show(op, ports, "unchanged", {
    proof: { shownUrl: shown.url, verifiedBy: by, checkedAt: ports.now() },
  });
}

interface Sending {
  readonly desired: Extract<DesiredPicture, { status: "ready" }>;
  readonly exactId: string | null;
  readonly observation: Observation;
}

async function send(
  op: Operation,
  ports: EnginePorts,
  account: Account,
  sending: Sending,
): Promise<Operation> {
  const { desired, exactId, observation } = sending;
  // The last await is behind us: from here to the request nothing of ours can slip in between.
  if (ports.fenced(op)) return show(op, ports, "cancelled", { reason: "stopped" });
  const { picture, variantId, fingerprint } = desired;
  const intent = show(op, ports, "uploading", {
    phase: "intent",
    waitingSince: null,
    attempts: op.attempts + 1,
    intentAt: ports.now(),
    checks: 0,
    sent: { variantId, sha256: picture.sha256, fingerprint, exactId },
  });
  let receipt: Receipt;
  try {
    receipt = await account.apply(op.slot, picture, observation);
  } catch (error) {
    return settleError(intent, ports, error, "write");
  }
  const now = ports.now();
  return show(intent, ports, "checking", {
    phase: "applied",
    appliedAt: now,
    dueAt: now + firstLookMs(receipt.exactId, ports.timeScale),
    sent: { variantId, sha256: picture.sha256, fingerprint, exactId: receipt.exactId ?? exactId },
  });
}

/** Where the platform names what it stored, it can be read back at once; elsewhere it needs a moment. */
function firstLookMs(exactId: string | null, timeScale: number): number {
  return exactId === null ? Math.ceil((confirmDelayMs(0) ?? 0) / timeScale) : 0;
}

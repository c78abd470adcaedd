/** Finding out what became of a write: by reading back, never by believing an answer. */
import type { Fingerprint } from "../images/fingerprint-type.ts";
import { SECOND_MS } from "../limits.ts";
import type { SlotObservation } from "../platforms/platform.ts";
import type { Account, EnginePorts } from "./engine-ports.ts";
import { judge, type Judgement } from "./judge.ts";
import { confirmDelayMs } from "./ladder.ts";
import type { Operation } from "./operation.ts";
import { settleRetry, settleShown, show } from "./settle-operation.ts";

/** A platform that accepts without effect is asked this often before a person is told. */
const MAX_WRITES_WITHOUT_EFFECT = 3;
const UNKNOWN_POLL_MS = 5 * SECOND_MS;

/**
 * An answer was lost. Reads back until the write shows, or until the platform's settling time is over and the old
 * picture still stands: only then is "not applied" believed and the write planned again.
 */
export async function resolveUnknown(
  op: Operation,
  ports: EnginePorts,
  account: Account,
): Promise<Operation> {
  const { judgement, shown } = judgeLook(op, account, await look(op, ports, account));
  if (judgement.kind === "shown") return settleShown(op, ports, judgement, shown);
  const settledAt = (op.intentAt ?? op.createdAt) + scaled(account.settlesAfterMs(op.slot), ports);
  if (ports.now() < settledAt) {
    const poll = Math.ceil(UNKNOWN_POLL_MS / ports.timeScale);
    const dueAt = Math.min(settledAt, ports.now() + poll);
    return show(op, ports, "uploading", { phase: "unknown", dueAt, reason: "outcome_unknown" });
  }
  switch (judgement.kind) {
    case "still_old":
      return settleRetry(op, ports, { reason: "not_applied", phase: "planned" });
    case "cannot_tell":
      return settleRetry(op, ports, { reason: "cannot_tell", phase: "unknown" });
    case "different":
      return show(op, ports, "conflict", { reason: "changed_elsewhere" });
  }
}

/** The write was accepted. Looks on the confirm ladder until it shows; acceptance alone proves nothing. */
export async function checkApplied(op: Operation, ports: EnginePorts, account: Account): Promise<Operation> {
  const { judgement, shown } = judgeLook(op, account, await look(op, ports, account));
  if (judgement.kind === "shown") return settleShown(op, ports, judgement, shown);

  const appliedAt = op.appliedAt ?? op.createdAt;
  const settled = ports.now() >= appliedAt + scaled(account.settlesAfterMs(op.slot), ports);
  if (settled && judgement.kind === "different") {
    return show(op, ports, "conflict", { reason: "changed_elsewhere" });
  }
  if (settled && judgement.kind === "still_old" && op.attempts < MAX_WRITES_WITHOUT_EFFECT) {
    return settleRetry(op, ports, { reason: "no_effect", phase: "planned" });
  }
  const delay = confirmDelayMs(op.checks + 1);
  if (delay === null) {
    const reason = judgement.kind === "still_old" ? "no_effect" : "cannot_tell";
    return show(op, ports, "failed", { reason });
  }
  const dueAt = Math.max(appliedAt + scaled(delay, ports), ports.now() + 1);
  return show(op, ports, "checking", { checks: op.checks + 1, failures: 0, dueAt });
}

/** What a slot shows now, and its picture's fingerprint where pictures have to be compared. */
export interface Look {
  readonly shown: SlotObservation;
  readonly fingerprint: Fingerprint | null;
}

async function look(op: Operation, ports: EnginePorts, account: Account): Promise<Look> {
  const observation = await account.observe();
  return lookAt(op, ports, observation.slots[op.slot]);
}

/** Fetches the picture of an observation where pictures decide: not where exact ids do, nor where nothing new is named. */
export async function lookAt(
  op: Operation,
  ports: Pick<EnginePorts, "look">,
  shown: SlotObservation,
): Promise<Look> {
  const exact = op.sent !== null && op.sent.exactId !== null;
  const stands = shown.identity === op.before?.identity && shown.identityMayStay !== true;
  const url = exact || stands ? null : shown.url;
  return { shown, fingerprint: url === null ? null : await ports.look(url, op.slot) };
}

/** What a look says about the write of this operation. */
export function judgeLook(
  op: Operation,
  account: Pick<Account, "confirm">,
  { shown, fingerprint }: Look,
): { judgement: Judgement; shown: SlotObservation } {
  if (op.before === null || op.sent === null) return { judgement: { kind: "still_old" }, shown };
  const said = account.confirm(op.sent.exactId, op.before, shown);
  const stands = said === "exact-mismatch" && shown.identity === op.before.identity;
  const judgement = judge({
    evidence: stands ? "identity-same" : said,
    sent: op.sent.fingerprint,
    before: op.before.fingerprint,
    shown: fingerprint,
    isDefault: shown.isDefault,
    identityMayStay: shown.identityMayStay === true,
  });
  return { judgement, shown };
}

function scaled(ms: number, ports: Pick<EnginePorts, "timeScale">): number {
  return Math.ceil(ms / ports.timeScale);
}

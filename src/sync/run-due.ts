import { SECOND_MS } from "../limits.ts";
import { advance } from "./advance.ts";
import { cancelOperation } from "./cancel-operation.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { Operation } from "./operation.ts";
import type { OperationJournal } from "./operation-journal.ts";

/** One alarm works this long at most, then sets the next: a deploy waits for less than its grace period. */
const SLICE_MS = 60 * SECOND_MS;

export interface RunDueDeps {
  readonly journal: OperationJournal;
  readonly ports: EnginePorts;
  /** Work under way by connection: a fence waits for it. */
  readonly inFlight: Map<string, Promise<void>>;
  /** Told after every step; must not reject. */
  readonly afterStep: (op: Operation) => Promise<void>;
}

/**
 * Works off what is due: connections side by side, the operations of one connection one after the other, so that two
 * writes never race on one account. Returns when everything it began has ended, whatever failed on the way.
 */
export async function runDue(deps: RunDueDeps): Promise<void> {
  const { journal, ports, inFlight } = deps;
  const startedAt = ports.now();
  let failure: unknown = null;
  for (let due = journal.due(ports.now()); due.length > 0; due = journal.due(ports.now())) {
    const work = [...Map.groupBy(due, (op) => op.connectionId)].map(([connectionId, ops]) => {
      const running = runSerially(ops, deps).finally(() => inFlight.delete(connectionId));
      inFlight.set(
        connectionId,
        running.catch(() => {}),
      );
      return running;
    });
    // Not `all`: an alarm that returned while a request is still out would let the next one work beside it.
    for (const result of await Promise.allSettled(work)) {
      if (result.status === "rejected") failure ??= result.reason;
    }
    if (failure !== null || ports.now() - startedAt > SLICE_MS) break;
  }
  if (failure !== null) throw failure;
}

async function runSerially(ops: readonly Operation[], deps: RunDueDeps): Promise<void> {
  const { journal, ports } = deps;
  for (const { id } of ops) {
    // Earlier steps took time: a newer wish, a cancel or a disconnect may have changed this one.
    const op = journal.open().find((each) => each.id === id);
    if (op === undefined) continue;
    if (op.phase === "planned" && journal.hasNewerWish(op)) {
      cancelOperation(journal, op, "superseded", ports.now());
      await deps.afterStep(op);
      continue;
    }
    const older = unsettledOlder(op, journal);
    if (older !== undefined) {
      journal.putOff(op, Math.max(older.dueAt, ports.now()) + SECOND_MS / ports.timeScale);
      continue;
    }
    await deps.afterStep(await advance(op, ports));
  }
}

/** An older write to the same slot whose outcome is still being found out: it goes first. */
function unsettledOlder(op: Operation, journal: OperationJournal): Operation | undefined {
  if (op.phase !== "planned") return undefined;
  return journal
    .open()
    .find(
      (other) =>
        other.id !== op.id &&
        other.connectionId === op.connectionId &&
        other.slot === op.slot &&
        other.phase !== "planned",
    );
}

import { SECOND_MS } from "../../limits.ts";
import { advance } from "../../sync/advance.ts";
import type { EnginePorts } from "../../sync/engine-ports.ts";
import type { Operation } from "../../sync/operation.ts";
import type { Journal } from "./journal.ts";

/** One alarm works this long at most, then sets the next: a deploy waits for less than its grace period. */
const SLICE_MS = 60 * SECOND_MS;

/**
 * Works off what is due: connections side by side, the operations of one connection one after the other, so that two
 * writes never race on one account. `mirror` tells D1 after every step.
 */
export async function runDue(
  journal: Journal,
  ports: EnginePorts,
  mirror: () => Promise<void>,
): Promise<void> {
  const startedAt = ports.now();
  for (let due = journal.due(ports.now()); due.length > 0; due = journal.due(ports.now())) {
    const byConnection = Map.groupBy(due, (op) => op.connectionId);
    await Promise.all([...byConnection.values()].map((ops) => runSerially(ops, journal, ports, mirror)));
    if (ports.now() - startedAt > SLICE_MS) return;
  }
}

async function runSerially(
  ops: readonly Operation[],
  journal: Journal,
  ports: EnginePorts,
  mirror: () => Promise<void>,
): Promise<void> {
  for (const { id } of ops) {
    // Earlier steps took time: a newer wish, a cancel or a disconnect may have changed this one.
    const op = journal.open().find((each) => each.id === id);
    if (op === undefined) continue;
    const older = unsettledOlder(op, journal);
    if (older !== undefined) {
      journal.save({ ...op, dueAt: Math.max(older.dueAt, ports.now() + SECOND_MS) }, ports.now());
      continue;
    }
    const after = await advance(op, ports);
    if (after.view.state === "shown" || after.view.state === "unchanged") {
      await ports.connectionWorks(op.connectionId);
    }
    await mirror();
  }
}

/** An older write to the same slot whose outcome is still being found out: it goes first. */
function unsettledOlder(op: Operation, journal: Journal): Operation | undefined {
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

import { cancelOperation } from "./cancel-operation.ts";
import { newOperation, type Operation } from "./operation.ts";
import { renewOperation } from "./renew-operation.ts";
import type { OperationJournal } from "./operation-journal.ts";

/** Why a target that had ended waits once more: the person asked for another try, or wants theirs whatever is there. */
export const RETRIES = ["again", "overwrite"] as const;

/** A target that D1 calls unfinished. */
export type UnfinishedTarget = Pick<
  Operation,
  "id" | "syncRequestId" | "connectionId" | "platform" | "slot" | "imageId" | "revision"
> & { readonly cancelled: boolean; readonly retry: (typeof RETRIES)[number] | null };

/**
 * Takes in what D1 says is unfinished, oldest first, and the journal does not know. A newer wish for a slot replaces an
 * older one that was not written yet or was accepted already; one whose outcome is unknown is found out first, and then
 * replaced.
 */
export function takeIn(journal: OperationJournal, targets: readonly UnfinishedTarget[], now: number): void {
  for (const { cancelled, retry, ...target } of targets) {
    if (cancelled) journal.fence(target.syncRequestId, now);
    const known = journal.find(target.id);
    if (known?.phase === "done" && retry !== null && target.revision > known.revision) {
      journal.renew(renewOperation(known, newOperation(target, now), retry === "overwrite"), now);
      continue;
    }
    if (journal.has(target.id)) {
      // D1 was set back to an older state, or has not heard of the newest yet.
      journal.tellAgain(target.id, target.revision);
      continue;
    }
    const op = newOperation(target, now);
    for (const older of journal.open()) supersede(journal, older, op, now);
    journal.save(op, now);
  }
}

function supersede(journal: OperationJournal, older: Operation, newer: Operation, now: number): void {
  const sameSlot = older.connectionId === newer.connectionId && older.slot === newer.slot;
  if (!sameSlot || older.phase === "intent" || older.phase === "unknown") return;
  cancelOperation(journal, older, "superseded", now);
}

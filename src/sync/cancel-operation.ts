import type { Operation } from "./operation.ts";
import type { OperationJournal } from "./operation-journal.ts";
import { OvertakenError, show } from "./settle-operation.ts";

/** Why an operation ends without an outcome of its own. */
export type CancelReason = "stopped" | "superseded" | "disconnected" | "picture_deleted";

/** Ends an operation as it was just read from the journal. One that ended by itself meanwhile stays as it is. */
export function cancelOperation(
  journal: Pick<OperationJournal, "save">,
  op: Operation,
  reason: CancelReason,
  now: number,
): void {
  try {
    show(op, { save: (ended) => journal.save(ended, now) }, "cancelled", { reason });
  } catch (error) {
    if (!(error instanceof OvertakenError)) throw error;
  }
}

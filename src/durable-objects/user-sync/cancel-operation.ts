import type { Operation } from "../../sync/operation.ts";
import { OvertakenError, show } from "../../sync/settle-operation.ts";
import type { Journal } from "./journal.ts";

/** Why an operation ends without an outcome of its own. */
export type CancelReason = "stopped" | "superseded" | "disconnected" | "picture_deleted";

/** Ends an operation as it was just read from the journal. One that ended by itself meanwhile stays as it is. */
export function cancelOperation(journal: Journal, op: Operation, reason: CancelReason, now: number): void {
  try {
    show(op, { save: (ended) => journal.save(ended, now) }, "cancelled", { reason });
  } catch (error) {
    if (!(error instanceof OvertakenError)) throw error;
  }
}

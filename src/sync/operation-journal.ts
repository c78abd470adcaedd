import type { Operation } from "./operation.ts";

/**
 * What the engine's rules read and write of the journal. The object keeps it in its own SQLite; a simulation in memory.
 * Every call is synchronous, so nothing of ours slips in between a look and what follows from it.
 */
export interface OperationJournal {
  /** Writes the operation unless a newer revision is there or it has ended. True when it was written. */
  save(op: Operation, now: number): boolean;
  /** Puts an open operation off without changing what people see. */
  putOff(op: Operation, dueAt: number): void;
  /** True when the same slot was wished for again after this operation. */
  hasNewerWish(op: Operation): boolean;
  /** True of a row that cannot be read, too, for which `find` is null. */
  has(id: string): boolean;
  find(id: string): Operation | null;
  /** Opens an operation that has ended once more, as D1 knows already. One that is open stays as it is. */
  renew(op: Operation, now: number): void;
  /** D1 has only this revision of the operation: it is told of newer ones again. */
  tellAgain(id: string, revision: number): void;
  /** What has not ended, the earliest first. */
  open(): Operation[];
  due(now: number): Operation[];
  /** Nothing more may be written for `subject`: a connection, a run or a picture. */
  fence(subject: string, now: number): void;
}

import { MINUTE_MS } from "../limits.ts";

/** What the journal still has to do: the earliest due time, and how many operations D1 has not heard of. */
export interface OpenWork {
  readonly nextDueAt: number | null;
  readonly unmirrored: number;
}

/**
 * When the alarm has to be set for the open work, null when it may stay as it is. `armed` is the one that is set. An alarm
 * that should have fired a minute ago counts as lost.
 */
export function alarmTime(work: OpenWork, armed: number | null, now: number): number | null {
  const due = work.nextDueAt ?? (work.unmirrored > 0 ? now : null);
  if (due === null) return null;
  // One millisecond ahead: an alarm set for now from inside a handler can be lost.
  const wanted = Math.max(due, now + 1);
  return armed === null || armed > wanted || armed < now - MINUTE_MS ? wanted : null;
}

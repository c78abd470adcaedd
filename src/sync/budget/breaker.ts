/**
 * When what a platform does for everybody stops working, trying on for everybody helps nobody. Counts failures in a row
 * over all accounts; at enough of them the capability rests, then one operation tries. Pure; the clock is an argument.
 */
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";

/** Failures in a row that open it, from this many accounts: one broken account is no broken platform. */
export const FAILURES_TO_OPEN = 5;
export const ACCOUNTS_TO_OPEN = 3;
/** Failures further back say nothing about now. */
export const COUNTED_FOR_MS = 10 * MINUTE_MS;
/** The first rest; twice that after each try that fails. */
export const FIRST_REST_MS = MINUTE_MS;
export const LONGEST_REST_MS = HOUR_MS;
/** A try that says nothing for this long is taken for lost, and the next operation tries. */
export const TRY_MS = 2 * MINUTE_MS;

export interface Breaker {
  /** Since the last success, oldest first. */
  readonly failures: readonly { readonly at: number; readonly account: string }[];
  /** Rests in a row. */
  readonly rests: number;
  /** Until when one operation is out to try; null: none is. */
  readonly tryingUntil: number | null;
}

export const CLOSED_BREAKER: Breaker = { failures: [], rests: 0, tryingUntil: null };

/** What a failure makes of it. `restUntil` is set when it opens, or stays open after a try. */
export function countFailure(
  breaker: Breaker,
  account: string,
  now: number,
): { breaker: Breaker; restUntil: number | null } {
  const failures = [...breaker.failures, { at: now, account }]
    .filter(({ at }) => at > now - COUNTED_FOR_MS)
    .slice(-2 * FAILURES_TO_OPEN);
  const accounts = new Set(failures.map((each) => each.account)).size;
  const tries = breaker.tryingUntil !== null && now < breaker.tryingUntil;
  const opens = tries || (failures.length >= FAILURES_TO_OPEN && accounts >= ACCOUNTS_TO_OPEN);
  if (!opens) return { breaker: { ...breaker, failures }, restUntil: null };
  const rest = Math.min(FIRST_REST_MS * 2 ** breaker.rests, LONGEST_REST_MS);
  return {
    breaker: { failures: [], rests: breaker.rests + 1, tryingUntil: null },
    restUntil: now + rest,
  };
}

/** Whether an operation may go although the capability rests until `restUntil`, and else when to ask again. */
export function tryThrough(
  breaker: Breaker,
  restUntil: number,
  now: number,
): { breaker: Breaker; go: boolean; askAt: number } {
  if (now < restUntil) return { breaker, go: false, askAt: restUntil };
  if (breaker.tryingUntil !== null && now < breaker.tryingUntil)
    return { breaker, go: false, askAt: breaker.tryingUntil };
  return { breaker: { ...breaker, tryingUntil: now + TRY_MS }, go: true, askAt: now };
}

import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../limits.ts";

/** Retries of one operation: quick for a hiccup, then patient for an outage. After the last one a person is told. */
export const RETRY_LADDER_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
];

/** Looks at the platform after a write was accepted: most show it within seconds, some caches take an hour. */
export const CONFIRM_LADDER_MS: readonly number[] = [10 * SECOND_MS, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS];

/**
 * Milliseconds until the next attempt after `failures` failures in a row (1 for the first), with full jitter so that
 * everybody hit by one outage does not come back at once. Null when the ladder is used up.
 */
export function retryDelayMs(failures: number, random: () => number): number | null {
  const step = RETRY_LADDER_MS[failures - 1];
  return step === undefined ? null : Math.ceil(random() * step);
}

/** Milliseconds from acceptance to look number `checks` (0 for the first). Null when there is none left. */
export function confirmDelayMs(checks: number): number | null {
  return CONFIRM_LADDER_MS[checks] ?? null;
}

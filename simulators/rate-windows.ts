/** Counters of calls per window, as platforms keep them. They live in memory: a restarted simulator has forgotten them. */

export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds by the simulators' clock when the window ends. */
  readonly resetAt: number;
  readonly allowed: boolean;
}

export interface RateWindows {
  /** Counts one call of `key`; refused calls are not counted. */
  take(key: string, limit: number, windowMs: number): RateState;
  clear(): void;
}

export function createRateWindows(now: () => number): RateWindows {
  const windows = new Map<string, { count: number; resetAt: number }>();
  return {
    take(key, limit, windowMs) {
      const current = windows.get(key);
      const window =
        current === undefined || current.resetAt <= now() ? { count: 0, resetAt: now() + windowMs } : current;
      windows.set(key, window);
      const allowed = window.count < limit;
      if (allowed) window.count += 1;
      return { limit, remaining: limit - window.count, resetAt: window.resetAt, allowed };
    },
    clear: () => windows.clear(),
  };
}

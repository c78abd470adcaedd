/** Rate limits as bsky.social publishes them, told in headers by epoch seconds. */
import type { SimClock } from "../clock.ts";
import type { RateWindows } from "../rate-windows.ts";
import { XrpcError } from "./errors.ts";

/** Where a count is kept and told: the parts of server and context that are needed. */
interface Counter {
  readonly rates: RateWindows;
  readonly clock: Pick<SimClock, "toWall">;
}
interface Answer {
  header(name: string, value: string): void;
}

interface Limit {
  readonly name: string;
  /** In points. */
  readonly max: number;
  readonly windowMs: number;
  /** What one call costs. */
  readonly points: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The real one counts these by client address. All clients here share one, so they are counted by the account a call is
 * about: one busy person must not stop the others.
 */
const ANY_CALL: Limit = { name: "any", max: 3_000, windowMs: 5 * MINUTE_MS, points: 1 };
export const UPLOAD: readonly Limit[] = [{ name: "upload", max: 1_000, windowMs: DAY_MS, points: 1 }];
/** One putRecord costs two points, whether it creates or updates. */
export const WRITE: readonly Limit[] = [
  { name: "write-hour", max: 5_000, windowMs: HOUR_MS, points: 2 },
  { name: "write-day", max: 35_000, windowMs: DAY_MS, points: 2 },
];

/** Counts one call about `subject` and tells the limit with the least left. Throws RateLimitExceeded. */
export function countCall(server: Counter, c: Answer, subject: string, own: readonly Limit[] = []): void {
  const states = [ANY_CALL, ...own].map((limit) => {
    const { allowed, remaining, resetAt } = server.rates.take(
      `${limit.name} ${subject}`,
      Math.floor(limit.max / limit.points),
      limit.windowMs,
    );
    return { limit, allowed, resetAt, remaining: remaining * limit.points };
  });
  const tightest = states.toSorted(
    (a, b) => Number(a.allowed) - Number(b.allowed) || a.remaining - b.remaining,
  )[0];
  if (tightest === undefined) return;
  const { limit, remaining, resetAt } = tightest;
  const headers = {
    "ratelimit-limit": String(limit.max),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(Math.floor(server.clock.toWall(resetAt) / 1_000)),
    "ratelimit-policy": `${limit.max};w=${limit.windowMs / 1_000}`,
  };
  // No Retry-After: the reference server sends none.
  if (!tightest.allowed) throw new XrpcError(429, "RateLimitExceeded", "Rate Limit Exceeded", headers);
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
}

/** What platforms say of their limits in headers. The names are few and stand for themselves, so no adapter is asked. */
import { epochResetAt, isoResetAt } from "./http.ts";

/** `X-RateLimit-Reset` is ISO 8601 at Mastodon; `ratelimit-*` at Bluesky and `x-rate-limit-*` at X count epoch seconds. */
const PREFIXES = ["x-rate-limit-", "ratelimit-", "x-ratelimit-"] as const;

export interface SaidLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch, at most a day ahead. */
  readonly resetAt: number;
}

/** The limit an answer tells, null when it tells none that can be read whole. */
export function readRateHeaders(headers: Headers, now: number): SaidLimit | null {
  for (const prefix of PREFIXES) {
    const limit = wholeNumber(headers.get(`${prefix}limit`));
    const remaining = wholeNumber(headers.get(`${prefix}remaining`));
    const reset = headers.get(`${prefix}reset`);
    const resetAt = epochResetAt(reset, now) ?? isoResetAt(reset, now);
    if (limit !== null && remaining !== null && resetAt !== null) return { limit, remaining, resetAt };
  }
  return null;
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

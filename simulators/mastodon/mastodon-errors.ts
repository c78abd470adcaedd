/** Refusals and limits in a Mastodon server's words. */
import type { SimClock } from "../clock.ts";
import type { RateState } from "../rate-windows.ts";

/** `{error}`: there is no machine-readable code. */
export function mastodonError(status: number, error: string, headers: HeadersInit = {}): Response {
  return Response.json({ error }, { status, headers });
}

/** `X-RateLimit-Reset` is an ISO 8601 time, by the clock clients go by. */
export function rateHeaders(
  rate: Pick<RateState, "limit" | "remaining" | "resetAt">,
  clock: SimClock,
): Record<string, string> {
  return {
    "x-ratelimit-limit": String(rate.limit),
    "x-ratelimit-remaining": String(rate.remaining),
    "x-ratelimit-reset": new Date(clock.toWall(rate.resetAt)).toISOString(),
  };
}

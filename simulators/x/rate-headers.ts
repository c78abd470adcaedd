/** X's way to tell a limit. */
import type { SimClock } from "../clock.ts";
import type { RateState } from "../rate-windows.ts";

/** `x-rate-limit-reset` is in seconds since the epoch, by the clock clients go by. */
export function rateHeaders(
  rate: Pick<RateState, "limit" | "remaining" | "resetAt">,
  clock: SimClock,
): Record<string, string> {
  return {
    "x-rate-limit-limit": String(rate.limit),
    "x-rate-limit-remaining": String(rate.remaining),
    "x-rate-limit-reset": String(Math.ceil(clock.toWall(rate.resetAt) / 1_000)),
  };
}

import type { PlatformError } from "../../platforms/errors.ts";

/** What a platform says of our app, never of one account: believed the first time. */
const OF_THE_APP: ReadonlySet<string> = new Set([
  "plan",
  "app_read_only",
  "app_suspended",
  "app_credentials",
]);

/** Ours, or before anything reached the platform: it says nothing about what the platform can do. */
const NOT_THEIRS: ReadonlySet<string> = new Set(["clock_skew", "client_refused", "platform_off", "internal"]);

/**
 * What a failure says about the platform itself, null when it is about one account, one picture or a budget. A write whose
 * answer got lost counts too: a platform that answers every write with 500 is as much out of order as one that is away.
 */
export function outcomeOf(error: Pick<PlatformError, "kind" | "reason">): "failed" | "handoff" | null {
  if (NOT_THEIRS.has(error.reason)) return null;
  switch (error.kind) {
    case "payment-needed":
      return "handoff";
    case "capability-gone":
      return OF_THE_APP.has(error.reason) ? "handoff" : "failed";
    case "unavailable":
    case "unknown":
      return "failed";
    case "retry-at":
    case "token-stale":
    case "token-dead":
    case "scope-missing":
    case "input-bad":
    case "cooldown":
    case "conflict":
    case "person-must-act":
      return null;
  }
}

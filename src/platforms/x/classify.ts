import { MINUTE_MS } from "../../limits.ts";
import { PlatformError, type PlatformErrorKind } from "../errors.ts";
import { epochResetAt, type PlatformReply } from "../http.ts";
import { legacyErrorSchema, problemSchema } from "./wire.ts";

/** X's usual window, for a 429 that does not say when it ends. */
const DEFAULT_WAIT_MS = 15 * MINUTE_MS;

type Verdict = readonly [kind: PlatformErrorKind, reason: string];

/** v1.1 error codes; 130 and 131 are X's own failures and follow the status. */
const BY_CODE: Readonly<Record<number, Verdict>> = {
  32: ["token-dead", "rejected"],
  38: ["input-bad", "picture_missing"],
  63: ["person-must-act", "suspended"],
  64: ["person-must-act", "suspended"],
  88: ["retry-at", "rate_limited"],
  89: ["token-dead", "revoked"],
  99: ["token-dead", "rejected"],
  120: ["input-bad", "picture_refused"],
  135: ["unavailable", "clock_skew"], // refused before any effect
  215: ["token-dead", "rejected"],
  261: ["capability-gone", "app_read_only"],
  326: ["person-must-act", "locked"],
  415: ["capability-gone", "callback_not_approved"],
  416: ["capability-gone", "app_suspended"],
  453: ["capability-gone", "plan"],
};

/** The last part of a v2 problem's `type`. */
const BY_PROBLEM: Readonly<Record<string, Verdict>> = {
  "client-forbidden": ["capability-gone", "plan"],
  "oauth1-permissions": ["capability-gone", "app_read_only"],
  "usage-capped": ["payment-needed", "usage_capped"],
  credits: ["payment-needed", "no_credits"],
};

const BY_STATUS: Readonly<Record<number, Verdict>> = {
  401: ["token-dead", "rejected"],
  402: ["payment-needed", "no_credits"],
  403: ["capability-gone", "forbidden"],
  404: ["capability-gone", "endpoint_gone"],
  410: ["capability-gone", "endpoint_gone"],
  413: ["input-bad", "too_large"],
  429: ["retry-at", "rate_limited"],
};

/** For writes only: what X says when it cannot use the picture. */
const BY_WRITE_STATUS: Readonly<Record<number, Verdict>> = {
  400: ["input-bad", "unusable_picture"],
  422: ["input-bad", "unusable_picture"],
};

/** Pure. What an answer that is no success means; `effect` is true when the request was a write. */
export function classify(reply: PlatformReply, context: { effect: boolean; now: number }): PlatformError {
  const body = reply.json();
  const code = legacyErrorSchema.safeParse(body).data?.errors[0]?.code ?? null;
  const found = problemSchema.safeParse(body).data;
  const problem = found?.type?.split("/").at(-1) ?? null;
  const known = (code === null ? null : BY_CODE[code]) ?? (problem === null ? null : BY_PROBLEM[problem]);
  const [kind, reason] =
    verdictOnServer(reply.status, context.effect) ??
    known ??
    verdictOnText(reply.status, body === undefined ? null : (found?.detail ?? "")) ??
    verdictOnStatus(reply.status, context.effect);
  const reset = epochResetAt(reply.headers.get("x-rate-limit-reset"), context.now);
  return new PlatformError(kind, reason, {
    message: `X answered ${reply.status}${code === null ? "" : ` with code ${code}`}`,
    retryAt: kind === "retry-at" ? (reset ?? context.now + DEFAULT_WAIT_MS) : null,
    status: reply.status,
    platformCode: code === null ? problem : String(code),
  });
}

function verdictOnServer(status: number, effect: boolean): Verdict | null {
  if (status < 500) return null;
  return effect ? ["unknown", "server_error"] : ["unavailable", "server_error"];
}

/** v2 has no code for what is wrong with an account. `text` is null when the body is not JSON. */
function verdictOnText(status: number, text: string | null): Verdict | null {
  if (status !== 403) return null;
  // A page instead of JSON comes from a wall in front of the API and says nothing about permission.
  if (text === null) return ["unavailable", "blocked"];
  const word = /\baccount\b.*\b(suspended|locked)\b/i.exec(text)?.[1]?.toLowerCase();
  return word === undefined ? null : ["person-must-act", word];
}

function verdictOnStatus(status: number, effect: boolean): Verdict {
  return (
    (effect ? BY_WRITE_STATUS[status] : undefined) ??
    BY_STATUS[status] ?? [effect ? "unknown" : "unavailable", "unexpected_status"]
  );
}

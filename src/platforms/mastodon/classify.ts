import { MINUTE_MS } from "../../limits.ts";
import { PlatformError, type PlatformErrorKind } from "../errors.ts";
import { isoResetAt, type PlatformReply, retryAfterAt } from "../http.ts";
import { errorSchema } from "./wire.ts";

/** The usual window, for a 429 that does not say when it ends. */
const DEFAULT_WAIT_MS = 5 * MINUTE_MS;

type Verdict = readonly [kind: PlatformErrorKind, reason: string];

interface ReplyContext {
  /** True when the request was a write. */
  readonly effect: boolean;
  readonly now: number;
  /** After a 403: whether the same token may still read its own account. Null when nobody asked. */
  readonly tokenReads?: boolean | null;
}

/**
 * Pure. What an answer that is no success means. Mastodon has no error codes, so the status decides and the text only
 * where one status has two families; a page instead of JSON comes from something in front of the server.
 */
export function classify(reply: PlatformReply, context: ReplyContext): PlatformError {
  const text = errorSchema.safeParse(reply.json()).data?.error ?? null;
  const [kind, reason] = verdict(reply, text, context);
  const { now } = context;
  const reset =
    isoResetAt(reply.headers.get("x-ratelimit-reset"), now) ??
    retryAfterAt(reply.headers.get("retry-after"), now);
  return new PlatformError(kind, reason, {
    message: `the server answered ${reply.status}`,
    retryAt: kind === "retry-at" ? (reset ?? now + DEFAULT_WAIT_MS) : null,
    status: reply.status,
    // Errors of OAuth are words such as `invalid_client`; sentences are not kept.
    platformCode: text !== null && /^[a-z_]{1,40}$/.test(text) ? text : null,
  });
}

function verdict(reply: PlatformReply, text: string | null, context: ReplyContext): Verdict {
  const { status } = reply;
  if (status >= 500) return context.effect ? ["unknown", "server_error"] : ["unavailable", "server_error"];
  switch (status) {
    case 401:
      return unauthorised(reply, text);
    case 403:
      return forbidden(text, context.tokenReads ?? null);
    case 404:
      return ["capability-gone", "not_mastodon"];
    case 410:
      return ["capability-gone", "server_gone"];
    case 413:
      return ["input-bad", "too_large"];
    case 429:
      return ["retry-at", "rate_limited"];
    case 422:
      // The same status says that a token belongs to an app and to no person.
      if (text !== null && /authenticated user/i.test(text)) return ["token-dead", "no_user"];
      break;
  }
  // GoToSocial and Hollo answer 400 where Mastodon answers 422.
  if (context.effect && (status === 400 || status === 422)) return ["input-bad", "unusable_picture"];
  return [context.effect ? "unknown" : "unavailable", "unexpected_status"];
}

/** Dead only when the server itself says so: a proxy that asks for a password says nothing about the token. */
function unauthorised(reply: PlatformReply, text: string | null): Verdict {
  const challenge = reply.headers.get("www-authenticate") ?? "";
  if (text === null && !/invalid_token/.test(challenge)) return ["unavailable", "blocked"];
  const words = `${text ?? ""} ${challenge}`;
  if (/revoked/i.test(words)) return ["token-dead", "revoked"];
  return ["token-dead", /expired/i.test(words) ? "expired" : "rejected"];
}

/** Too little permission still reads its own account; a disabled, unconfirmed or waiting account does not. */
function forbidden(text: string | null, tokenReads: boolean | null): Verdict {
  if (text === null) return ["unavailable", "blocked"];
  if (tokenReads === null) return ["person-must-act", "forbidden"];
  return tokenReads ? ["scope-missing", "write_accounts"] : ["person-must-act", "account_restricted"];
}

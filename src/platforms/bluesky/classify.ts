import { MINUTE_MS } from "../../limits.ts";
import { PlatformError, type PlatformErrorKind } from "../errors.ts";
import { epochResetAt, type PlatformReply, retryAfterAt } from "../http.ts";
import { errorReply } from "./wire.ts";

/**
 * What was being done. It decides what a failure without a telling code means: only a lost `write` may have changed
 * something visible, and only a lost `refresh` may have used up a refresh token.
 */
export type Phase = "login" | "exchange" | "refresh" | "revoke" | "read" | "upload" | "write";

type Verdict = readonly [kind: PlatformErrorKind, reason: string];

const BY_CODE: Readonly<Record<string, Verdict>> = {
  ExpiredToken: ["token-stale", "expired"],
  InvalidToken: ["token-stale", "token_refused"],
  invalid_token: ["token-stale", "token_refused"],
  AuthMissing: ["token-stale", "token_refused"],
  AuthenticationRequired: ["token-stale", "token_refused"],
  InvalidSwap: ["conflict", "changed_meanwhile"],
  ScopeMissingError: ["scope-missing", "scope_missing"],
  insufficient_scope: ["scope-missing", "scope_missing"],
  AccountTakedown: ["person-must-act", "suspended"],
  AccountDeactivated: ["person-must-act", "deactivated"],
  RepoTakendown: ["person-must-act", "suspended"],
  RepoSuspended: ["person-must-act", "suspended"],
  RepoDeactivated: ["person-must-act", "deactivated"],
  InvalidMimeType: ["input-bad", "wrong_type"],
  InvalidSize: ["input-bad", "too_large"],
  BlobTooLarge: ["input-bad", "too_large"],
  PayloadTooLarge: ["input-bad", "too_large"],
  // The server cleared the upload before the record named it; the next attempt uploads again.
  BlobNotFound: ["unavailable", "blob_gone"],
  MethodNotImplemented: ["capability-gone", "method_gone"],
  use_dpop_nonce: ["unavailable", "nonce_refused"],
  invalid_dpop_proof: ["unavailable", "proof_refused"],
  // Our metadata document or key, not the person's grant: an operator has to look.
  invalid_client: ["unavailable", "client_refused"],
  invalid_client_metadata: ["unavailable", "client_refused"],
  unauthorized_client: ["unavailable", "client_refused"],
  // A server from before granular scopes.
  invalid_scope: ["capability-gone", "scopes_not_offered"],
  access_denied: ["person-must-act", "declined"],
};

const WITHOUT_CODE: Readonly<Record<Phase, { refused: Verdict; broken: Verdict }>> = {
  login: { refused: ["input-bad", "login_refused"], broken: ["unavailable", "server_error"] },
  exchange: { refused: ["person-must-act", "login_expired"], broken: ["unavailable", "server_error"] },
  refresh: { refused: ["unavailable", "refresh_refused"], broken: ["unknown", "server_error"] },
  revoke: { refused: ["unavailable", "revoke_refused"], broken: ["unavailable", "server_error"] },
  read: { refused: ["unavailable", "read_refused"], broken: ["unavailable", "server_error"] },
  upload: { refused: ["input-bad", "picture_refused"], broken: ["unavailable", "server_error"] },
  write: { refused: ["input-bad", "picture_refused"], broken: ["unknown", "server_error"] },
};

/** The error an answer other than success stands for. Structured codes decide; the sentence is read last. */
export function classify(reply: PlatformReply, phase: Phase, now: number): PlatformError {
  const body = errorReply.safeParse(reply.json());
  const code = (body.success ? body.data.error : undefined) ?? challengeCode(reply.headers);
  const text = body.success ? (body.data.message ?? body.data.error_description ?? "") : "";
  const details = { status: reply.status, platformCode: code ?? null };

  if (reply.status === 429 || code === "RateLimitExceeded") {
    const retryAt =
      retryAfterAt(reply.headers.get("retry-after"), now) ??
      epochResetAt(reply.headers.get("ratelimit-reset"), now) ??
      now + MINUTE_MS;
    return new PlatformError("retry-at", "rate_limited", { ...details, retryAt });
  }
  const [kind, reason] = verdict(reply.status, code, text, phase);
  return new PlatformError(kind, reason, {
    ...details,
    message: `${kind}: ${reason} (${phase}, status ${reply.status}, code ${code ?? "none"})`,
  });
}

function verdict(status: number, code: string | undefined, text: string, phase: Phase): Verdict {
  if (code === "invalid_grant" && phase === "refresh") return ["token-dead", "revoked"];
  const known = code === undefined ? undefined : BY_CODE[code];
  if (known !== undefined) return known;
  if (status === 402) return ["payment-needed", "payment_needed"];
  if (status >= 500) return WITHOUT_CODE[phase].broken;
  if (status >= 300 && status < 400) return ["unavailable", "redirected"];
  if (status === 401 && phase !== "login") return ["token-stale", "token_refused"];
  if (status === 413) return ["input-bad", "too_large"];
  if (code === "InvalidRequest" && phase === "write") return refusedRecord(text);
  // What a server without an entryway says of an account that was taken down or deleted while its token lives.
  if (code === "InvalidRequest" && phase === "read" && /could not find user info/i.test(text)) {
    return ["person-must-act", "account_unavailable"];
  }
  return WITHOUT_CODE[phase].refused;
}

/** Size and type are judged when the record is written, and told apart only by the sentence. */
function refusedRecord(text: string): Verdict {
  if (/mime/i.test(text)) return ["input-bad", "wrong_type"];
  if (/\bsize\b|maximum|too (big|large)/i.test(text)) return ["input-bad", "too_large"];
  return ["input-bad", "picture_refused"];
}

/** `error` of a `WWW-Authenticate: DPoP …` challenge (RFC 9449 7.1). */
function challengeCode(headers: Headers): string | undefined {
  return /\berror="([^"]*)"/.exec(headers.get("www-authenticate") ?? "")?.[1];
}

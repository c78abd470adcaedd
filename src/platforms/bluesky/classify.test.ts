import { expect, test } from "vitest";

import { MINUTE_MS } from "../../limits.ts";
import type { PlatformReply } from "../http.ts";
import { classify, type Phase } from "./classify.ts";

const NOW = Date.UTC(2026, 10, 22);

function reply(status: number, body: unknown, headers: Record<string, string> = {}): PlatformReply {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    status,
    headers: new Headers(headers),
    text,
    json: () => (typeof body === "string" ? undefined : body),
  };
}

test.each<[Phase, number, string, string, string]>([
  ["read", 400, "ExpiredToken", "token-stale", "expired"],
  ["write", 401, "invalid_token", "token-stale", "token_refused"],
  ["refresh", 400, "invalid_grant", "token-dead", "revoked"],
  ["exchange", 400, "invalid_grant", "person-must-act", "login_expired"],
  ["refresh", 400, "invalid_request", "unavailable", "refresh_refused"],
  ["refresh", 401, "invalid_client", "unavailable", "client_refused"],
  ["refresh", 500, "server_error", "unknown", "server_error"],
  ["exchange", 500, "server_error", "unavailable", "server_error"],
  ["write", 400, "InvalidSwap", "conflict", "changed_meanwhile"],
  ["upload", 403, "ScopeMissingError", "scope-missing", "scope_missing"],
  ["write", 401, "AccountTakedown", "person-must-act", "suspended"],
  ["write", 401, "AccountDeactivated", "person-must-act", "deactivated"],
  ["write", 400, "InvalidMimeType", "input-bad", "wrong_type"],
  ["write", 400, "InvalidSize", "input-bad", "too_large"],
  ["write", 400, "BlobNotFound", "unavailable", "blob_gone"],
  ["write", 504, "UpstreamTimeout", "unknown", "server_error"],
  ["write", 500, "InternalServerError", "unknown", "server_error"],
  ["upload", 504, "UpstreamTimeout", "unavailable", "server_error"],
  ["read", 502, "UpstreamFailure", "unavailable", "server_error"],
  ["login", 400, "invalid_scope", "capability-gone", "scopes_not_offered"],
  ["write", 501, "MethodNotImplemented", "capability-gone", "method_gone"],
  ["write", 402, "PaymentRequired", "payment-needed", "payment_needed"],
])("%s answered %i %s is %s (%s)", (phase, status, code, kind, reason) => {
  expect(classify(reply(status, { error: code, message: "" }), phase, NOW)).toMatchObject({
    kind,
    reason,
    status,
    platformCode: code,
  });
});

test.each<[string, string]>([
  ["Expected a blob (got image/webp) at $.record.avatar.mimeType", "wrong_type"],
  ["blob too big (maximum 1000000, got 1000071) at $.record.avatar", "too_large"],
  ["something else entirely", "picture_refused"],
])("a refused record says why: %s", (message, reason) => {
  expect(classify(reply(400, { error: "InvalidRequest", message }), "write", NOW)).toMatchObject({
    kind: "input-bad",
    reason,
  });
});

test("answers without JSON are judged by phase and status", () => {
  const html = "<html>nginx</html>";
  expect(classify(reply(413, html), "upload", NOW)).toMatchObject({ kind: "input-bad", reason: "too_large" });
  expect(classify(reply(502, html), "write", NOW)).toMatchObject({ kind: "unknown" });
  expect(classify(reply(302, html), "write", NOW)).toMatchObject({
    kind: "unavailable",
    reason: "redirected",
  });
  expect(classify(reply(401, html), "read", NOW)).toMatchObject({ kind: "token-stale" });
});

test("the challenge header is read when the body says nothing", () => {
  const headers = { "www-authenticate": 'DPoP algs="ES256", error="invalid_token"' };
  expect(classify(reply(401, "", headers), "write", NOW)).toMatchObject({ platformCode: "invalid_token" });
});

test.each<[Record<string, string>, number]>([
  [{ "ratelimit-reset": String(NOW / 1_000 + 90) }, NOW + 90_000],
  [{ "retry-after": "30", "ratelimit-reset": String(NOW / 1_000 + 90) }, NOW + 30_000],
  [{}, NOW + MINUTE_MS],
])("a throttled call may come back when the headers say %j", (headers, retryAt) => {
  expect(classify(reply(429, { error: "RateLimitExceeded" }, headers), "write", NOW)).toMatchObject({
    kind: "retry-at",
    retryAt,
  });
});

test("no message quotes what the server sent", () => {
  const error = classify(reply(400, { error: "InvalidRequest", message: "token eyJsecret" }), "read", NOW);
  expect(error.message).not.toContain("eyJsecret");
});

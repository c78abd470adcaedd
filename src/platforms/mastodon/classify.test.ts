import { describe, expect, it } from "vitest";

import type { PlatformReply } from "../http.ts";
import { classify } from "./classify.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function reply(status: number, body?: unknown, headers: Record<string, string> = {}): PlatformReply {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  return {
    status,
    headers: new Headers(headers),
    text,
    json: () => (typeof body === "string" ? undefined : body),
  };
}

const says = (error: string) => ({ error });

type Row = readonly [status: number, body: unknown, effect: boolean, kind: string, reason: string];

function verdictOn(status: number, body: unknown, effect: boolean): Row {
  const { kind, reason } = classify(reply(status, body), { effect, now: NOW });
  return [status, body, effect, kind, reason];
}

describe("classify", () => {
  it("reads the status, and the text only where a status has two families", () => {
    const table: readonly Row[] = [
      // status, body, write, kind, reason
      [401, says("The access token was revoked"), true, "token-dead", "revoked"],
      [401, says("The access token expired"), false, "token-dead", "expired"],
      [401, says("The access token is invalid"), false, "token-dead", "rejected"],
      [401, says("invalid_client"), false, "token-dead", "rejected"],
      [401, "<html>password, please</html>", false, "unavailable", "blocked"],
      [403, "<html>blocked</html>", true, "unavailable", "blocked"],
      [404, says("Record not found"), true, "capability-gone", "not_mastodon"],
      [404, "<html>404</html>", false, "capability-gone", "not_mastodon"],
      [410, undefined, false, "capability-gone", "server_gone"],
      [413, "<html>413</html>", true, "input-bad", "too_large"],
      [422, says("Validation failed: Avatar is too large"), true, "input-bad", "unusable_picture"],
      [422, says("This method requires an authenticated user"), true, "token-dead", "no_user"],
      [400, says("Unsupported media type"), true, "input-bad", "unusable_picture"],
      [400, says("invalid_grant"), false, "unavailable", "unexpected_status"],
      [429, says("Too many requests"), true, "retry-at", "rate_limited"],
      [500, undefined, true, "unknown", "server_error"],
      [503, says("away"), true, "unknown", "server_error"],
      [503, says("away"), false, "unavailable", "server_error"],
      [301, undefined, true, "unknown", "unexpected_status"],
    ];
    expect(table.map(([status, body, effect]) => verdictOn(status, body, effect))).toEqual(table);
  });

  it.each([
    [true, "scope-missing", "write_accounts"],
    [false, "person-must-act", "account_restricted"],
    [null, "person-must-act", "forbidden"],
  ])("tells the families of 403 apart by whether the token reads: %s", (tokenReads, kind, reason) => {
    const refused = reply(403, says("This action is outside the authorized scopes"));
    expect(classify(refused, { effect: true, now: NOW, tokenReads })).toMatchObject({ kind, reason });
  });

  it("believes a challenge header where the body says nothing", () => {
    const headers = {
      "www-authenticate": 'Bearer error="invalid_token", error_description="The access token was revoked"',
    };
    expect(classify(reply(401, undefined, headers), { effect: false, now: NOW })).toMatchObject({
      kind: "token-dead",
      reason: "revoked",
    });
  });

  it("waits until the ISO time of the reset header, else Retry-After, else five minutes", () => {
    const at = (headers: Record<string, string>) =>
      classify(reply(429, says("slow down"), headers), { effect: false, now: NOW }).retryAt;
    expect(at({ "x-ratelimit-reset": "2026-11-22T12:03:20.000Z" })).toBe(NOW + 200_000);
    expect(at({ "retry-after": "40" })).toBe(NOW + 40_000);
    expect(at({ "x-ratelimit-reset": "1795348890" })).toBe(NOW + 300_000);
    expect(at({})).toBe(NOW + 300_000);
  });

  it("keeps words of OAuth and drops sentences", () => {
    expect(classify(reply(400, says("invalid_grant")), { effect: false, now: NOW }).platformCode).toBe(
      "invalid_grant",
    );
    const error = classify(reply(422, says("token hush was odd")), { effect: true, now: NOW });
    expect(error.platformCode).toBeNull();
    expect(error.message).not.toContain("hush");
  });
});

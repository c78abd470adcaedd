import { describe, expect, it } from "vitest";

import type { PlatformReply } from "../http.ts";
import { classify } from "./classify.ts";

const NOW = 1_700_000_000_000;

function reply(status: number, body?: unknown, headers: Record<string, string> = {}): PlatformReply {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  return {
    status,
    headers: new Headers(headers),
    text,
    json: () => (typeof body === "string" ? undefined : body),
  };
}

const legacy = (code: number) => ({ errors: [{ code, message: "text that is not looked at" }] });
const problem = (name: string) => ({
  title: "t",
  detail: "d",
  type: `https://api.x.com/2/problems/${name}`,
  status: 403,
});

type Row = readonly [status: number, body: unknown, effect: boolean, kind: string, reason: string];

function verdictOn(status: number, body: unknown, effect: boolean): Row {
  const { kind, reason } = classify(reply(status, body), { effect, now: NOW });
  return [status, body, effect, kind, reason];
}

describe("classify", () => {
  it("reads the code, then the problem, then the status, then the text", () => {
    const table: readonly Row[] = [
      // status, body, write, kind, reason
      [401, legacy(32), false, "token-dead", "rejected"],
      [401, legacy(89), true, "token-dead", "revoked"],
      [403, legacy(99), false, "token-dead", "rejected"],
      [400, legacy(215), false, "token-dead", "rejected"],
      [
        401,
        { title: "Unauthorized", type: "about:blank", status: 401, detail: "Unauthorized" },
        false,
        "token-dead",
        "rejected",
      ],
      [401, legacy(135), true, "unavailable", "clock_skew"],
      [429, legacy(88), true, "retry-at", "rate_limited"],
      [403, legacy(88), false, "retry-at", "rate_limited"],
      [429, "Rate limit exceeded", false, "retry-at", "rate_limited"],
      [403, legacy(64), true, "person-must-act", "suspended"],
      [403, legacy(63), true, "person-must-act", "suspended"],
      [403, legacy(326), true, "person-must-act", "locked"],
      [403, legacy(261), true, "capability-gone", "app_read_only"],
      [403, legacy(415), false, "capability-gone", "callback_not_approved"],
      [401, legacy(416), false, "capability-gone", "app_suspended"],
      [403, legacy(453), true, "capability-gone", "plan"],
      [403, problem("client-forbidden"), false, "capability-gone", "plan"],
      [403, problem("oauth1-permissions"), false, "capability-gone", "app_read_only"],
      [403, problem("usage-capped"), false, "payment-needed", "usage_capped"],
      [402, problem("credits"), false, "payment-needed", "no_credits"],
      [402, undefined, true, "payment-needed", "no_credits"],
      [400, legacy(38), true, "input-bad", "picture_missing"],
      [403, legacy(120), true, "input-bad", "picture_refused"],
      [400, undefined, true, "input-bad", "unusable_picture"],
      [422, undefined, true, "input-bad", "unusable_picture"],
      [413, "<html>413</html>", true, "input-bad", "too_large"],
      [404, legacy(34), true, "capability-gone", "endpoint_gone"],
      [410, undefined, false, "capability-gone", "endpoint_gone"],
      [403, "<html>Attention required</html>", true, "unavailable", "blocked"],
      [
        403,
        { title: "Forbidden", detail: "Your account is suspended and may not do this." },
        false,
        "person-must-act",
        "suspended",
      ],
      [
        403,
        { title: "Forbidden", detail: "This account is temporarily locked." },
        false,
        "person-must-act",
        "locked",
      ],
      [403, { title: "Forbidden" }, true, "capability-gone", "forbidden"],
      [500, undefined, true, "unknown", "server_error"],
      [503, legacy(130), true, "unknown", "server_error"],
      [504, "<html>", true, "unknown", "server_error"],
      [503, legacy(130), false, "unavailable", "server_error"],
      [302, undefined, true, "unknown", "unexpected_status"],
      [400, undefined, false, "unavailable", "unexpected_status"],
      [418, legacy(999_999), false, "unavailable", "unexpected_status"],
    ];
    expect(table.map(([status, body, effect]) => verdictOn(status, body, effect))).toEqual(table);
  });

  it("waits until the moment X names, else fifteen minutes, and says nothing of time otherwise", () => {
    const reset = { "x-rate-limit-reset": String(NOW / 1_000 + 77) };
    expect(classify(reply(429, legacy(88), reset), { effect: true, now: NOW }).retryAt).toBe(NOW + 77_000);
    expect(classify(reply(429), { effect: true, now: NOW }).retryAt).toBe(NOW + 900_000);
    expect(classify(reply(403, legacy(453), reset), { effect: true, now: NOW }).retryAt).toBeNull();
  });

  it("keeps the code and drops X's text, which may quote the request", () => {
    const body = { errors: [{ code: 89, message: "token hush-hush" }] };
    const error = classify(reply(401, body), { effect: false, now: NOW });
    expect(error.platformCode).toBe("89");
    expect(error.message).not.toContain("hush");
  });
});

import { HTTPException } from "hono/http-exception";
import * as z from "zod";
import { describe, expect, it } from "vitest";

import { AppError, ConflictError, UnavailableError } from "../errors.ts";
import { PlatformError, type PlatformErrorKind } from "../platforms/errors.ts";
import { toAppError } from "./to-app-error.ts";

const NOW = 1_000_000;
const SECRET = "xoxb-platform-said-something-private";

describe("toAppError", () => {
  it("keeps what was thrown on purpose", () => {
    const conflict = new ConflictError("busy", "Busy.");
    const away = new UnavailableError("away", "Away.");
    expect(toAppError(conflict, NOW)).toBe(conflict);
    expect(toAppError(away, NOW)).toBe(away);
  });

  it.each([
    new Error(SECRET),
    new AppError(500, "misconfigured", SECRET),
    new AppError(502, "odd", SECRET),
    new HTTPException(500, { message: SECRET }),
    new HTTPException(400, { message: SECRET }),
    new HTTPException(403, { message: SECRET }),
    new PlatformError("unknown", "timeout", { message: SECRET }),
    "not even an error",
    undefined,
  ])("tells strangers nothing internal: %o", (thrown) => {
    const error = toAppError(thrown, NOW);
    expect(JSON.stringify([error.message, error.code, error.errors])).not.toContain(SECRET);
    expect(error.message).toMatch(/[.]$/);
  });

  it.each<[PlatformErrorKind, number]>([
    ["retry-at", 429],
    ["cooldown", 429],
    ["unavailable", 503],
    ["payment-needed", 503],
    ["token-stale", 409],
    ["token-dead", 409],
    ["scope-missing", 409],
    ["capability-gone", 409],
    ["conflict", 409],
    ["person-must-act", 409],
    ["input-bad", 422],
    ["unknown", 502],
  ])("maps the platform's %s to %i with its reason", (kind, status) => {
    const error = toAppError(new PlatformError(kind, "some_reason", { retryAt: NOW + 1_500 }), NOW);
    expect(error.status).toBe(status);
    expect(error.code).toBe(`platform_${kind.replaceAll("-", "_")}`);
    expect(error.errors[0]?.code).toBe("some_reason");
    expect(error.retryAfterSeconds).toBe(status === 429 || status === 503 ? 2 : null);
  });

  it("always says how long to wait, even when the platform did not or the time is past", () => {
    expect(toAppError(new PlatformError("retry-at", "throttled"), NOW).retryAfterSeconds).toBe(60);
    const past = new PlatformError("retry-at", "throttled", { retryAt: NOW - 5_000 });
    expect(toAppError(past, NOW).retryAfterSeconds).toBe(1);
  });

  it("turns a zod error into one entry a field", () => {
    const parsed = z.strictObject({ a: z.object({ "b/c": z.number() }) }).safeParse({ a: { "b/c": "x" } });
    const error = toAppError(parsed.error, NOW);
    expect([error.status, error.errors.map((each) => each.pointer)]).toEqual([422, ["/a/b~1c"]]);
  });
});

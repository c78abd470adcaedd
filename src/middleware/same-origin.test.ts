import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  type AccountsApp,
  countHashes,
  createAccountsApp,
  ORIGIN,
  rows,
  setCookies,
  START,
} from "../../test/support/worker/accounts-app.ts";
import { testClient } from "../../test/support/worker/test-client.ts";
import { findUser } from "../db/users.ts";
import { startSession } from "../services/sessions/start-session.ts";

const CONTENT_TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
  "TEXT/Plain;charset=utf-8",
  null,
];

const FOREIGN: readonly Record<string, string>[] = [
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "cross-site", origin: ORIGIN },
  { "sec-fetch-site": "" },
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://localhost:8788" },
  { origin: `${ORIGIN}.evil.example` },
  { origin: "https://localhost:8787" },
];

let t: AccountsApp;
let cookie: string;

beforeEach(async () => {
  countHashes();
  t = createAccountsApp();
  const { DB } = (await import("cloudflare:workers")).env as unknown as { DB: D1Database };
  await DB.prepare(
    "insert into users (id, email, email_key, email_verified_at, created_at, updated_at) values ('usr_1', 'a@x.test', 'a@x.test', 1, 1, 1)",
  ).run();
  const user = await findUser(t.app.db, "usr_1");
  if (user === null) throw new Error("the person is not there");
  const how = { method: "password", twoFactor: false, client: testClient() } as const;
  cookie = `__Host-session=${(await startSession(t.app, { user, ...how })).sessionSecret}`;
});
afterEach(() => {
  vi.restoreAllMocks();
});

function send(headers: Record<string, string>, type: string | null, path = "/api/v1/auth/logout") {
  const body = type === null ? {} : { body: "{}" };
  const contentType = type === null ? {} : { "content-type": type };
  return t.request(path, { method: "POST", headers: { ...headers, ...contentType }, ...body });
}

describe("a request that may change something", () => {
  it.each(CONTENT_TYPES)("has no effect from elsewhere, with content type %s", async (type) => {
    for (const headers of FOREIGN) {
      for (const credentials of [{ cookie }, {}]) {
        const response = await send({ ...headers, ...credentials }, type);
        expect([response.status, headers]).toEqual([403, headers]);
        expect(await response.json()).toMatchObject({ code: "foreign_origin" });
        expect(response.headers.getSetCookie()).toEqual([]);
      }
    }
    expect(await rows("sessions")).toHaveLength(1);
  });

  it("is refused with a session when it does not say where it comes from", async () => {
    expect((await send({ cookie }, "application/json")).status).toBe(403);
    expect((await send({ cookie: `a=b;  ${cookie}` }, null)).status).toBe(403);
    expect((await send({ cookie: "__Host-session=not-one-of-ours" }, null)).status).toBe(403);
    expect(await rows("sessions")).toHaveLength(1);
  });

  it("is let through without a session from a program that is no browser", async () => {
    const body = { email: "b@x.test", password: "wrong, but heard" };
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    expect((await t.request("/api/v1/auth/login", init)).status).toBe(401);
  });

  it.each([{ "sec-fetch-site": "same-origin" }, { origin: ORIGIN }])(
    "is let through from our pages: %o",
    async (headers) => {
      const response = await t.request("/api/v1/auth/logout", {
        method: "POST",
        headers: { ...headers, cookie },
      });
      expect(response.status).toBe(204);
      expect(await rows("sessions")).toEqual([]);
    },
  );

  it.each(["PUT", "PATCH", "DELETE"])("is guarded with %s and on unknown paths too", async (method) => {
    const headers = { "sec-fetch-site": "cross-site", cookie };
    expect((await t.request("/api/v1/me", { method, headers })).status).toBe(403);
    expect((await t.request("/nowhere", { method, headers })).status).toBe(403);
  });
});

describe("credentials", () => {
  it("are never both a session and an Authorization header", async () => {
    const headers = { cookie, authorization: "Bearer lk_something" };
    for (const method of ["GET", "POST"]) {
      const response = await t.request("/api/v1/me", { method, headers });
      expect([response.status, await response.json()]).toMatchObject([400, { code: "two_credentials" }]);
    }
  });

  it("by Authorization alone do not fall back to a cookie or skip the sign-in", async () => {
    expect((await t.request("/api/v1/me", { headers: { authorization: "Bearer x" } })).status).toBe(401);
  });
});

describe("reading", () => {
  it("works from anywhere: it changes nothing", async () => {
    const response = await t.request("/api/v1/me", { headers: { cookie, "sec-fetch-site": "cross-site" } });
    expect(response.status).toBe(200);
    expect(await rows("sessions")).toMatchObject([{ last_used_at: START }]);
    expect(setCookies(response)).toEqual([]);
  });
});

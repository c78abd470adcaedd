/** What a failure leaves in the log and tells outside: one event, no secret, nothing internal, and no way in. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type AccountsApp, countHashes, createAccountsApp } from "../../support/worker/accounts-app.ts";
import { ApiPerson } from "../../support/worker/api-person.ts";
import { allStores } from "../../support/worker/all-stores.ts";
import { bindings, makePerson } from "../../support/worker/signed-in.ts";

/** Many requests in each test, on a machine that may be busy. */
const SLOW = { timeout: 30_000 };

interface Line {
  readonly ts: string;
  readonly level: string;
  readonly event: string;
  readonly request_id?: string;
  readonly path?: string;
  readonly status?: number;
  readonly code?: string;
}

const OURS = { "sec-fetch-site": "same-origin" };
const JSON_POST = { method: "POST", headers: { ...OURS, "content-type": "application/json" } };

let t: AccountsApp;
let hashes: ReturnType<typeof countHashes>;

beforeEach(() => {
  hashes = countHashes();
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

function lines(): Line[] {
  return t.logLines.map((line) => JSON.parse(line) as Line);
}

function login(email: string, password = "wrong but long"): RequestInit {
  return { ...JSON_POST, body: JSON.stringify({ email, password }) };
}

const FAILING: readonly (readonly [
  path: string,
  init: RequestInit,
  status: number,
  code: string,
  also?: string,
])[] = [
  ["/api/v1/me", {}, 401, "sign_in_required"],
  ["/api/v1/nowhere", {}, 404, "not_found"],
  ["/api/v1/me", { method: "DELETE", headers: OURS }, 405, "method_not_allowed"],
  ["/api/v1/auth/login", { ...JSON_POST, body: "{" }, 400, "malformed_json"],
  ["/api/v1/auth/login", { ...JSON_POST, body: "{}" }, 422, "invalid_input"],
  ["/api/v1/auth/login", { ...JSON_POST, body: `"${"x".repeat(70_000)}"` }, 413, "too_large"],
  ["/api/v1/auth/login", { method: "POST", headers: OURS, body: "x" }, 415, "unsupported_media_type"],
  ["/api/v1/auth/login", login("nobody@example.test"), 401, "wrong_credentials"],
  [
    "/api/v1/auth/login",
    { method: "POST", headers: { "sec-fetch-site": "cross-site" } },
    403,
    "foreign_origin",
    "foreign_request_refused",
  ],
  ["http://evil.example/", {}, 421, "wrong_host"],
  ["/boom", {}, 500, "internal_error"],
];

describe("a failure", SLOW, () => {
  it("leaves one event with what, when, where and whose request, whatever failed", async () => {
    for (const [path, init, status, code, also] of FAILING) {
      t.logLines.length = 0;
      const answer = await t.request(path, init);
      expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        path,
        status,
        code,
      ]);
      const events = lines().filter(({ event }) => event.startsWith("request_"));
      expect(events).toMatchObject([
        {
          event: status >= 500 ? "request_failed" : "request_refused",
          level: status >= 500 ? "error" : "info",
          method: init.method ?? "GET",
          path: new URL(path, "http://x").pathname,
          status,
          code,
          request_id: answer.headers.get("x-request-id"),
        },
      ]);
      expect(events[0]?.ts).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(events[0]?.ts ?? "") - Date.now())).toBeLessThan(60_000);
      const rest = lines().filter(({ event }) => !event.startsWith("request_"));
      expect([path, rest.map(({ event }) => event)]).toEqual([path, also === undefined ? [] : [also]]);
    }
  });

  it("at a closed gate says so, once for each attempt", async () => {
    for (let n = 0; n < 10; n += 1) await t.request("/api/v1/auth/login", login("ada@example.test"));
    t.logLines.length = 0;
    expect((await t.request("/api/v1/auth/login", login("ada@example.test"))).status).toBe(429);
    expect(lines().map(({ event }) => event)).toEqual(["gate_closed", "request_refused"]);
  });

  it("cannot write lines of its own into the log", async () => {
    const forged = 'x\n{"level":"error","event":"forged"}\r\n\u2028\u001b[31m';
    const headers = { "user-agent": forged.replaceAll(/[^\x20-\x7e]/g, " "), accept: "text/plain" };
    await t.request(`/${encodeURIComponent(forged)}`, { headers });
    await t.request("/api/v1/auth/login", login(forged, forged));
    expect(t.logLines.length).toBe(2);
    for (const line of t.logLines) {
      expect(["\n", "\r", "\u001b"].filter((character) => line.includes(character))).toEqual([]);
    }
    expect(lines().map(({ event }) => event)).toEqual(["request_refused", "request_refused"]);
  });
});

describe("a secret", SLOW, () => {
  it("in an address, a header or a body stays out of every line", async () => {
    const ada = await new ApiPerson(t, "ada@example.test").join();
    await ada.signIn();
    const secret = "S3cr3tValueThatMustNotBeSeenAnywhere00000000";
    const session = ada.cookie("__Host-session") ?? "";
    const { cookie } = await makePerson(t.app);
    const requests: readonly (readonly [string, RequestInit])[] = [
      [`/verify-email?token=${secret}`, {}],
      [`/connect/x/callback?oauth_token=${secret}&oauth_verifier=${secret}`, { headers: { cookie } }],
      [`/connect/mastodon/callback?code=${secret}&state=${secret}`, { headers: { cookie } }],
      [`/nowhere?api_key=${secret}#${secret}`, {}],
      ["/api/v1/me", { headers: { authorization: `Bearer ${secret}` } }],
      ["/api/v1/me", { headers: { cookie: `__Host-session=${secret}` } }],
      ["/api/v1/auth/login", login("ada@example.test", secret)],
      [
        "/api/v1/auth/verify-email",
        { ...JSON_POST, body: JSON.stringify({ token: secret, password: secret }) },
      ],
      [
        "/sign-in",
        { method: "POST", headers: OURS, body: new URLSearchParams({ email: "a", password: secret }) },
      ],
    ];
    for (const [path, init] of requests) await t.request(path, init);
    expect(t.logLines.length).toBeGreaterThan(requests.length);
    const text = t.logLines.join("\n");
    for (const hidden of [secret, session, "ada@example.test", "203.0.113"])
      expect(text).not.toContain(hidden);
  });

  it("is not taken from an address: only cookies and bodies carry one", async () => {
    const { cookie } = await makePerson(t.app);
    const [name = "", secret = ""] = cookie.split("=");
    for (const query of [
      `${name}=${secret}`,
      `session=${secret}`,
      `access_token=${secret}`,
      `token=${secret}`,
    ]) {
      expect((await t.request(`/api/v1/me?${query}`)).status).toBe(401);
    }
    const { paths } = (await (await t.request("/api/v1/openapi.json")).json()) as {
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
    };
    const names = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ parameters = [] }) => parameters)
      .filter((parameter) => parameter.in === "query")
      .map((parameter) => parameter.name);
    expect(new Set(names)).toEqual(
      new Set(["limit", "cursor", "force", "except_current", "kind", "restore"]),
    );
  });
});

describe("a part that is away", SLOW, () => {
  it("lets nobody in: not the sessions, not the counters, not the gate", async () => {
    const ada = await new ApiPerson(t, "ada@example.test").join();
    await ada.signIn();
    await bindings.DB.prepare("alter table sessions rename to away").run();
    t.logLines.length = 0;
    const lost = await ada.api("GET", "/me");
    expect([lost.status, await lost.json()]).toMatchObject([500, { code: "internal_error" }]);
    expect(lines().map(({ event }) => event)).toEqual(["request_failed"]);
    await bindings.DB.prepare("alter table away rename to sessions").run();

    await bindings.DB.prepare("alter table rate_buckets rename to away").run();
    hashes.mockClear();
    const uncounted = await ada.elsewhere().signIn();
    expect([uncounted.status, uncounted.headers.getSetCookie()]).toEqual([500, []]);
    await bindings.DB.prepare("alter table away rename to rate_buckets").run();

    const before = await allStores();
    t = createAccountsApp({ gate: () => Promise.reject(new Error("binding away: key 77")) });
    const closed = await t.request("/api/v1/auth/login", login("ada@example.test"));
    expect(closed.status).toBe(500);
    const said = await closed.text();
    expect(said).not.toMatch(/binding|key 77|at \w+ \(|\.ts:/);
    expect(hashes).not.toHaveBeenCalled();
    expect(await allStores()).toEqual(before);
  });
});

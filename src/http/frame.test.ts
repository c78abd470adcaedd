import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type AccountsApp, createAccountsApp, ORIGIN } from "../../test/support/worker/accounts-app.ts";
import { requireSession } from "../middleware/require-session.ts";
import { SECURITY_HEADERS } from "../middleware/security-headers.ts";

let t: AccountsApp;

beforeEach(() => {
  t = createAccountsApp();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const JSON_POST = { method: "POST", headers: { "content-type": "application/json" } };

describe("every answer", () => {
  const cases: [string, string, RequestInit, number][] = [
    ["a success", "/healthz", {}, 200],
    ["an unknown page", "/nowhere", { headers: { accept: "text/html" } }, 404],
    ["an unknown API path", "/api/v1/nowhere", {}, 404],
    ["a wrong method", "/api/v1/auth/login", {}, 405],
    ["malformed JSON", "/api/v1/auth/login", { ...JSON_POST, body: "{" }, 400],
    [
      "a wrong content type",
      "/api/v1/auth/login",
      { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" },
      415,
    ],
    [
      "a body without a type",
      "/api/v1/auth/login",
      { method: "POST", body: new Uint8Array([123, 125]) },
      415,
    ],
    ["a large body", "/api/v1/auth/login", { ...JSON_POST, body: `"${"x".repeat(65 * 1024)}"` }, 413],
    ["a field that is not accepted", "/api/v1/auth/login", { ...JSON_POST, body: "{}" }, 422],
    ["somebody unknown", "/api/v1/me", {}, 401],
    [
      "a foreign site",
      "/api/v1/auth/login",
      { method: "POST", headers: { origin: "https://evil.example" } },
      403,
    ],
    ["a failure of ours", "/boom", {}, 500],
    ["a failure of ours on a page", "/boom", { headers: { accept: "text/html" } }, 500],
    ["a loopback address", "http://127.0.0.1:8787/sign-in", {}, 302],
    ["another host", "http://evil.example/sign-in", {}, 421],
    ["a page for people who are signed in", "/api/v1/me", { method: "HEAD" }, 401],
  ];
  it.each(cases)("carries the security headers and the request id: %s", async (_, path, init, status) => {
    const response = await t.request(path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get("x-request-id")).toMatch(/^req_\w{26}$/);
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      expect(response.headers.get(name)).toBe(value);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it("has a policy without any inline or foreign script, and with Trusted Types", () => {
    const policy = SECURITY_HEADERS["Content-Security-Policy"] ?? "";
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy.split("; ")).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "img-src 'self' blob: data:",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    );
  });

  it("takes over no request id of the caller's", async () => {
    const response = await t.request("/healthz", { headers: { "x-request-id": "req_mine" } });
    expect(response.headers.get("x-request-id")).not.toBe("req_mine");
  });

  it("keeps a header that its route has set", async () => {
    t.hono.get("/kept", (c) => c.text("kept", 200, { "cache-control": "public, max-age=60" }));
    const response = await t.request("/kept");
    expect(response.headers.get("cache-control")).toBe("public, max-age=60");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("errors", () => {
  it("are problem+json with a type that is a page, the path and the id", async () => {
    const response = await t.request("/api/v1/me?token=secret");
    const id = response.headers.get("x-request-id");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: `${ORIGIN}/problems/sign_in_required`,
      title: "Sign in first",
      status: 401,
      detail: "Sign in to go on.",
      instance: "/api/v1/me",
      code: "sign_in_required",
      request_id: id,
      errors: [],
    });
  });

  it("tell nobody but the log what broke, and the log once", async () => {
    for (const accept of ["text/html", "application/json"]) {
      t.logLines.length = 0;
      const response = await t.request("/boom", { headers: { accept } });
      const text = await response.text();
      expect(text).not.toContain("secret detail");
      expect(text).toContain(response.headers.get("x-request-id"));
      expect(t.logLines).toHaveLength(1);
      expect(t.logLines[0]).toContain("secret detail of ours");
      expect(t.logLines[0]).toContain(response.headers.get("x-request-id"));
    }
  });

  it("are pages for people and JSON for programs; the API never answers with a page", async () => {
    const accept = "text/html,application/xhtml+xml";
    const type = async (path: string) =>
      (await t.request(path, { headers: { accept } })).headers.get("content-type");
    expect(await type("/nowhere")).toBe("text/html; charset=utf-8");
    expect(await type("/api/v1/nowhere")).toBe("application/problem+json");
    expect((await t.request("/nowhere")).headers.get("content-type")).toBe("application/problem+json");
    expect(await (await t.request("/nowhere", { headers: { accept } })).text()).toMatch(
      /^<!DOCTYPE html><html/,
    );
  });

  it("name every field with pointer, code, limit and size, and never repeat a value", async () => {
    const body = JSON.stringify({ email: "x".repeat(300), password: "", extra: 1 });
    const response = await t.request("/api/v1/auth/login", { ...JSON_POST, body });
    const { errors } = (await response.clone().json()) as { errors: unknown };
    expect(errors).toEqual([
      { pointer: "/email", code: "too_large", detail: "At most 254 characters; 300 came." },
      { pointer: "/password", code: "too_small", detail: "At least 1 character; 0 came." },
      { pointer: "/extra", code: "unknown_field", detail: "There is no field extra here." },
    ]);
    expect(await response.text()).not.toContain("xxx");
  });

  it("lead a person who is not signed in to the sign-in page and back; a program gets 401", async () => {
    t.hono.get("/private", requireSession, (c) => c.text(c.get("session").userId));
    const page = await t.request("/private?tab=a&b=//c", { headers: { accept: "text/html" } });
    expect(page.status).toBe(303);
    expect(page.headers.get("location")).toBe("/sign-in?next=%2Fprivate%3Ftab%3Da%26b%3D%2F%2Fc");
    expect((await t.request("/private")).status).toBe(401);
  });

  it("say which methods a path takes", async () => {
    const allow = async (method: string, path: string) =>
      (await t.request(path, { method, headers: { "sec-fetch-site": "same-origin" } })).headers.get("allow");
    expect(await allow("GET", "/api/v1/auth/login")).toBe("POST");
    expect(await allow("DELETE", "/api/v1/me")).toBe("GET, HEAD");
    expect(await allow("DELETE", "/api/v1/nowhere")).toBeNull();
  });

  it("drop what the route had prepared: no cookie leaves with a failure", async () => {
    t.hono.get("/late", (c) => {
      c.header("Set-Cookie", "__Host-session=x");
      c.header("Cache-Control", "public, max-age=600");
      throw new Error("late");
    });
    const response = await t.request("/late");
    expect(response.status).toBe(500);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});

describe("the canonical host", () => {
  it("gets what arrives on the loopback address, path and query kept", async () => {
    const response = await t.request("http://127.0.0.1:8787/connect/bluesky/callback?code=a%2Fb&iss=x");
    expect(response.headers.get("location")).toBe(`${ORIGIN}/connect/bluesky/callback?code=a%2Fb&iss=x`);
    const odd = await t.request("http://127.0.0.1:8787//evil.example/x");
    expect(odd.headers.get("location")).toBe(`${ORIGIN}//evil.example/x`);
  });

  it.each([
    ["another port", "http://127.0.0.1:9999/sign-in", "GET"],
    ["another name", "http://rebound.example:8787/sign-in", "GET"],
    ["a write on the loopback address", "http://127.0.0.1:8787/api/v1/auth/logout", "POST"],
  ])("refuses %s", async (_, url, method) => {
    const response = await t.request(url, { method });
    expect(response.status).toBe(421);
    expect(response.headers.get("location")).toBeNull();
  });
});

describe("health", () => {
  it("says that the Worker runs without touching a store", async () => {
    const untouched = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Error("touched")));
    t = createAccountsApp({ probes: { d1: untouched } });
    expect(await (await t.request("/healthz")).json()).toEqual({ status: "ok" });
    expect(untouched).not.toHaveBeenCalled();
  });

  it("asks each store, and gives none longer than its time", async () => {
    const response = await t.request("/readyz");
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: "ready", stores: { d1: "ok", r2: "ok", kv: "ok" } },
    ]);
    const probes = {
      d1: () => Promise.resolve(),
      r2: () => Promise.reject(new Error("away")),
      kv: () => new Promise(() => {}),
    };
    const away = await createAccountsApp({ probes }).request("/readyz");
    expect([away.status, await away.json()]).toEqual([
      503,
      { status: "not_ready", stores: { d1: "ok", r2: "failed", kv: "timed_out" } },
    ]);
  });
});

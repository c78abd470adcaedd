import { beforeEach, describe, expect, it } from "vitest";

import { type AccountsApp, createAccountsApp, ORIGIN } from "../../test/support/worker/accounts-app.ts";
import { countRows } from "../../test/support/worker/signed-in.ts";
import { testClient } from "../../test/support/worker/test-client.ts";
import { takeCspReport } from "../services/reports/take-csp-report.ts";

let t: AccountsApp;

beforeEach(() => {
  t = createAccountsApp();
});

function former(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    "csp-report": {
      "document-uri": `${ORIGIN}/verify-email?token=secret-token#x`,
      referrer: "https://elsewhere.example/private",
      "effective-directive": "img-src",
      "violated-directive": "img-src",
      "original-policy": "default-src 'none'",
      "blocked-uri": "https://evil.example/a.png?who=ada@example.test",
      "script-sample": "Element innerHTML|my diary",
      ...fields,
    },
  });
}

function present(count = 1): string {
  const body = {
    documentURL: `${ORIGIN}/pictures?x=1`,
    effectiveDirective: "script-src-elem",
    blockedURL: "inline",
    sample: "my diary",
    sourceFile: `${ORIGIN}/secret-file`,
  };
  const report = { age: 1, type: "csp-violation", url: body.documentURL, user_agent: "secret-agent", body };
  return JSON.stringify([{ type: "deprecation", body: {} }, ...Array.from({ length: count }, () => report)]);
}

function report(body: string, type = "application/csp-report", headers: Record<string, string> = {}) {
  return t.request("/csp-reports", {
    method: "POST",
    headers: { "content-type": type, "sec-fetch-site": "same-origin", ...headers },
    body,
  });
}

function violations() {
  return t.logLines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line["event"] === "csp_violation")
    .map(({ directive, blocked, page }) => ({ directive, blocked, page }));
}

describe("CSP reports", () => {
  it("become a line with directive, origin and path, and nothing else of what they carry", async () => {
    expect((await report(former())).status).toBe(204);
    expect((await report(present(), "application/reports+json; charset=utf-8")).status).toBe(204);
    expect(violations()).toEqual([
      { directive: "img-src", blocked: "https://evil.example", page: "/verify-email" },
      { directive: "script-src-elem", blocked: "inline", page: "/pictures" },
    ]);
    const log = t.logLines.join("\n");
    for (const secret of ["secret", "diary", "a.png", "ada@", "elsewhere", "token"])
      expect(log).not.toContain(secret);
  });

  it.each([
    ["an extension", { "blocked-uri": "chrome-extension://abc/x.js" }, { blocked: "chrome-extension:" }],
    ["no address", { "blocked-uri": "not an address at all" }, { blocked: "unknown" }],
    ["a long one", { "blocked-uri": "x".repeat(9_000) }, { blocked: "unknown" }],
    ["an odd directive", { "effective-directive": "<b>\n" }, { directive: "unknown" }],
    [
      "no directive",
      { "effective-directive": 7, "violated-directive": "style-src 'self'" },
      { directive: "style-src" },
    ],
  ])("are cleaned: %s", async (_, fields, expected) => {
    expect((await report(former(fields))).status).toBe(204);
    expect(violations()).toMatchObject([expected]);
  });

  it.each([
    ["no JSON", "{", "application/csp-report"],
    ["another shape", '{"a":1}', "application/csp-report"],
    ["a bare null", "null", "application/reports+json"],
    ["another type", former(), "application/json"],
    ["another site's page", former({ "document-uri": "https://other.example/" }), "application/csp-report"],
    ["more than 16 KB", former({ more: "x".repeat(16 * 1024) }), "application/csp-report"],
  ])("are dropped without a word: %s", async (_, body, type) => {
    const answer = await report(body, type);
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(violations()).toEqual([]);
  });

  it("are cut at ten a body", async () => {
    await report(present(30), "application/reports+json");
    expect(violations()).toHaveLength(10);
  });

  it("are cut at sixty an hour and network, without a word about it", async () => {
    t = createAccountsApp({ config: { ...t.app.config, gateScale: 1 } });
    for (let at = 0; at < 70; at += 1) expect((await report(former())).status).toBe(204);
    expect(violations()).toHaveLength(60);
    expect(t.logLines).toHaveLength(60);
    await report(former(), "application/csp-report", { "cf-connecting-ip": "203.0.113.7" });
    expect(violations()).toHaveLength(61);
  });

  it("are not written down when the cheap gate is closed, and cost no row", async () => {
    t = createAccountsApp({ gate: () => Promise.resolve(false) });
    expect((await report(former())).status).toBe(204);
    expect(violations()).toEqual([]);
    expect(await countRows("rate_buckets")).toBe(0);
  });

  it("are answered the same when our own stores are away", async () => {
    t = createAccountsApp({ gate: () => Promise.reject(new Error("away")) });
    expect((await report(former())).status).toBe(204);
    expect(t.logLines.join("")).toContain("csp_report_lost");
  });

  it("are looked at once in ten in production, and the others are not even read", async () => {
    const app = { ...t.app, config: { ...t.app.config, environment: "production" as const } };
    let reads = 0;
    const readBody = () => {
      reads += 1;
      return Promise.resolve(former());
    };
    for (let at = 0; at < 100; at += 1) {
      await takeCspReport(app, { client: testClient(), readBody }, () => at / 100);
    }
    expect(reads).toBe(10);
    expect(violations()).toHaveLength(10);
  });

  it("are taken as browsers send them, and refused from other sites", async () => {
    const plain = { "content-type": "application/csp-report" };
    const send = (headers: Record<string, string>) =>
      t.request("/csp-reports", { method: "POST", headers: { ...plain, ...headers }, body: former() });
    // Chromium: by report-uri, then by report-to, both with the session's cookie.
    const cookie = `__Host-session=${"a".repeat(43)}`;
    expect((await send({ "sec-fetch-site": "same-origin", origin: ORIGIN, cookie })).status).toBe(204);
    expect((await send({ origin: ORIGIN, cookie })).status).toBe(204);
    expect(violations()).toHaveLength(2);
    expect((await send({ "sec-fetch-site": "cross-site", origin: "https://evil.example" })).status).toBe(403);
    expect((await send({ origin: "https://evil.example", cookie })).status).toBe(403);
    expect(violations()).toHaveLength(2);
  });

  it("are asked for by the policy: by both ways over https, by the older one over http", async () => {
    const headersAt = async (origin: string) => {
      const secure = createAccountsApp({ config: { ...t.app.config, appOrigin: origin } });
      const { headers } = await secure.request(`${origin}/sign-in`);
      return [
        headers.get("content-security-policy")?.split("; ").slice(-2),
        headers.get("reporting-endpoints"),
      ];
    };
    expect(await headersAt(ORIGIN)).toEqual([["trusted-types 'none'", "report-uri /csp-reports"], null]);
    expect(await headersAt("https://linkarooie.example")).toEqual([
      ["report-uri /csp-reports", "report-to csp"],
      'csp="/csp-reports"',
    ]);
  });
});

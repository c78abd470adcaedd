/** What the three login providers share: accounts, addresses to come back to, faults, log, state on disk. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeEach, expect, test } from "vitest";

import { createSimulators } from "../create-simulators.ts";
import { SIM_FACEBOOK_APP_ID, SIM_FACEBOOK_APP_SECRET } from "../facebook/credentials.ts";
import { SIM_GITHUB_CLIENT_ID, SIM_GITHUB_CLIENT_SECRET } from "../github/credentials.ts";
import { SIM_GOOGLE_CLIENT_ID, SIM_GOOGLE_CLIENT_SECRET } from "../google/credentials.ts";
import type { LogEntry } from "../request-log.ts";
import { LOGIN_PROVIDERS, type LoginProviderId } from "../simulator.ts";
import { control } from "../test-kit.ts";
import { isRegisteredRedirect } from "./redirect-uris.ts";
import { createLoginBench, formOf, redirectOf, SIM_ORIGIN, withQuery } from "./test-bench.ts";

const bench = createLoginBench();
const directory = mkdtempSync(join(tmpdir(), "simulators-login-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeEach(async () => {
  bench.sims.reset();
  await bench.sims.seed();
});

const PROVIDERS = {
  google: {
    authorize: "https://accounts.google.com/o/oauth2/v2/auth",
    scope: "openid email",
    token: "https://oauth2.googleapis.com/token",
    client_id: SIM_GOOGLE_CLIENT_ID,
    client_secret: SIM_GOOGLE_CLIENT_SECRET,
    tokenPath: "POST /oauth2/token",
  },
  facebook: {
    authorize: "https://www.facebook.com/v25.0/dialog/oauth",
    scope: "email",
    token: "https://graph.facebook.com/v25.0/oauth/access_token",
    client_id: SIM_FACEBOOK_APP_ID,
    client_secret: SIM_FACEBOOK_APP_SECRET,
    tokenPath: "POST /graph/v25.0/oauth/access_token",
  },
  github: {
    authorize: "https://github.com/login/oauth/authorize",
    scope: "user:email",
    token: "https://github.com/login/oauth/access_token",
    client_id: SIM_GITHUB_CLIENT_ID,
    client_secret: SIM_GITHUB_CLIENT_SECRET,
    tokenPath: "POST /login/oauth/access_token",
  },
} as const;

async function codeFor(provider: LoginProviderId): Promise<string> {
  const { authorize, scope, client_id } = PROVIDERS[provider];
  const asked = { response_type: "code", client_id, redirect_uri: redirectOf(provider), scope, state: "s" };
  return (await bench.decide(withQuery(authorize, asked), "ada")).searchParams.get("code") ?? "";
}

function exchange(provider: LoginProviderId, code: string, signal?: AbortSignal): Promise<Response> {
  const { token, client_id, client_secret } = PROVIDERS[provider];
  const grant = { grant_type: "authorization_code", code, redirect_uri: redirectOf(provider) };
  return bench.fetch(token, {
    method: "POST",
    headers: { accept: "application/json" },
    body: formOf({ ...grant, client_id, client_secret }),
    ...(signal === undefined ? {} : { signal }),
  });
}

const accountOf = (provider: LoginProviderId, name: string) =>
  bench.control<Record<string, unknown>>(`/${provider}/accounts/${name}`);
const lastRequest = async (provider: LoginProviderId) =>
  (await bench.control<LogEntry[]>(`/log?platform=${provider}`)).at(-1);

test("a callback counts as registered by its exact path, on this machine or a name for tests", () => {
  for (const provider of LOGIN_PROVIDERS) {
    const path = `/auth/${provider}/callback`;
    const table: readonly (readonly [uri: string, isRegistered: boolean])[] = [
      [`http://localhost:8787${path}`, true],
      [`http://localhost${path}`, true],
      [`http://127.0.0.1:51234${path}`, true],
      [`http://[::1]:8787${path}`, true],
      [`https://linkarooie.example${path}`, true],
      [`https://app.linkarooie.test:8443${path}`, true],
      [`https://localhost:8787${path}`, false],
      [`http://linkarooie.example${path}`, false],
      [`http://localhost:8787${path}/`, false],
      [`http://localhost:8787${path}?next=/`, false],
      [`http://localhost:8787${path}#x`, false],
      [`http://localhost:8787/x/..${path}`, false],
      [`http://LOCALHOST:8787${path}`, false],
      [`http://localhost:8787/auth/other/callback`, false],
      [`http://localhost:8787/connect/${provider}/callback`, false],
      [`http://localhost:8787@evil.com${path}`, false],
      [`http://localhost.evil.com${path}`, false],
      [`https://evil.com${path}`, false],
      [`https://evil.com/.example${path}`, false],
      [`https://example${path}`, false],
      [`http://localhost:0${path}`, false],
      [`javascript:alert(1)//http://localhost${path}`, false],
      ["", false],
    ];
    for (const [uri, isRegistered] of table)
      expect([uri, isRegisteredRedirect(provider, uri)]).toEqual([uri, isRegistered]);
  }
});

test.each(LOGIN_PROVIDERS)("%s: faults refuse without effect, or break the answer after it", async (id) => {
  const match = PROVIDERS[id].tokenPath;
  for (const kind of ["5xx", "429", "expired", "402", "413_html"]) {
    const code = await codeFor(id);
    await bench.fault(id, kind, match);
    const refused = await exchange(id, code);
    expect([kind, await refused.text()]).not.toEqual([kind, expect.stringContaining("access_token")]);
    expect(await lastRequest(id)).toMatchObject({ effect: null, fault: kind, status: refused.status });
    // The code was not touched: once all is well it is still good.
    const answer = await exchange(id, code);
    expect(await answer.json()).toHaveProperty("access_token");
  }
  expect(await bench.aliveTokens(id, "ada")).toBe(5);

  await bench.fault(id, "timeout", match);
  const patience = new AbortController();
  const waiting = exchange(id, await codeFor(id), patience.signal);
  patience.abort();
  await expect(waiting).rejects.toThrow("lost");
  expect(await bench.aliveTokens(id, "ada")).toBe(5);

  for (const [kind, complaint] of [
    ["lost_answer", "lost"],
    ["garbage", "JSON"],
  ] as const) {
    const code = await codeFor(id);
    await bench.fault(id, kind, match);
    const read = exchange(id, code).then((answer) => answer.json());
    await expect(read).rejects.toThrow(complaint);
    expect(await lastRequest(id)).toMatchObject({ account: "ada", effect: "signed_in", fault: kind });
    expect(await (await exchange(id, code)).json()).toHaveProperty("error");
  }
  expect(await bench.aliveTokens(id, "ada")).toBe(7);

  await bench.fault(id, "slow", match, { delay_ms: 5 });
  expect(await (await exchange(id, await codeFor(id))).json()).toHaveProperty("access_token");
  expect(await lastRequest(id)).toMatchObject({ effect: "signed_in", fault: "slow" });
});

test("faults never strike the pages people see, and those of one account only their calls", async () => {
  for (const id of LOGIN_PROVIDERS) await bench.fault(id, "5xx", "", { account: "mallory" });
  for (const id of LOGIN_PROVIDERS) {
    const answer = await exchange(id, await codeFor(id));
    expect([id, answer.status]).toEqual([id, 200]);
  }
  await bench.fault("google", "5xx", "");
  expect(await codeFor("google")).not.toBe("");
  expect((await bench.fetch("https://www.googleapis.com/oauth2/v3/certs")).status).toBe(503);
});

test("the fault revoked ends the presented token for good", async () => {
  const token = async (id: LoginProviderId) =>
    ((await (await exchange(id, await codeFor(id))).json()) as { access_token: string }).access_token;
  const calls: Record<LoginProviderId, string> = {
    google: "https://openidconnect.googleapis.com/v1/userinfo",
    facebook: "https://graph.facebook.com/v25.0/me",
    github: "https://api.github.com/user",
  };
  await bench.control("/facebook/switches", { requires_appsecret_proof: false });
  for (const id of LOGIN_PROVIDERS) {
    const headers = { authorization: `Bearer ${await token(id)}`, "user-agent": "Linkarooie" };
    const call = async () => (await bench.fetch(calls[id], { headers })).status;
    expect([id, await call()]).toEqual([id, 200]);
    await bench.fault(id, "expired", "", { account: "ada" });
    const refused = id === "facebook" ? 400 : 401;
    expect([id, await call(), await call()]).toEqual([id, refused, 200]);
    await bench.fault(id, "revoked", "", { account: "ada" });
    expect([id, await call(), await call()]).toEqual([id, refused, refused]);
    expect(await bench.aliveTokens(id, "ada")).toBe(0);
  }
});

test("seeded people, and people made by hand", async () => {
  const names = async (id: LoginProviderId) =>
    (await bench.control<{ name: string }[]>(`/${id}/accounts`)).map(({ name }) => name);
  expect(await names("google")).toEqual(["ada", "grace", "mallory"]);
  expect(await names("facebook")).toEqual(["ada", "phoebe"]);
  expect(await names("github")).toEqual(["ada", "mallory"]);
  expect(await accountOf("google", "ada")).toEqual({
    name: "ada",
    display_name: "Ada Hopfield",
    handle: "ada.hopfield@gmail.com",
    id: expect.stringMatching(/^\d{21}$/) as string,
    email: "ada.hopfield@gmail.com",
    email_verified: true,
    hd: null,
    tokens: [],
    page: `${SIM_ORIGIN}/google/ada`,
  });
  expect(await accountOf("facebook", "phoebe")).toMatchObject({ email: null });
  const made = await bench.control("/facebook/accounts", { name: "eve", email: "eve@example.test" });
  expect(made).toMatchObject({ name: "eve", display_name: "eve", email: "eve@example.test" });
  expect(made).not.toHaveProperty("email_verified");

  const refused: readonly (readonly [id: LoginProviderId, fields: object, status: string])[] = [
    ["google", { name: "ada" }, "409"],
    ["google", { name: "Not A Name" }, "422"],
    ["google", { name: "x", email: "no address" }, "422"],
    ["google", { name: "x", emails: [] }, "422"],
    ["facebook", { name: "x", email: "x@example.test", email_verified: true }, "422"],
    ["github", { name: "x", email: "x@example.test", emails: [{ email: "y@example.test" }] }, "422"],
    ["github", { name: "x", hd: "example.test" }, "422"],
  ];
  for (const [id, fields, status] of refused)
    await expect(bench.control(`/${id}/accounts`, fields)).rejects.toThrow(status);
  for (const id of LOGIN_PROVIDERS) await expect(accountOf(id, "x")).rejects.toThrow("404");
  await expect(bench.control("/google/switches", { warp: true })).rejects.toThrow("404");
  // Pictures are another role.
  await expect(bench.control("/google/accounts/ada/edit", { slot: "avatar", file: "" })).rejects.toThrow(
    "404",
  );
});

test("people see login accounts as pages, with text from accounts never as markup", async () => {
  const script = "<script>alert(1)</script>";
  for (const id of LOGIN_PROVIDERS) {
    await exchange(id, await codeFor(id));
    await bench.control(`/${id}/accounts`, { name: "eve", display_name: script });
    const read = async (path: string) => (await bench.sims.fetch(new Request(`${SIM_ORIGIN}${path}`))).text();
    for (const path of ["/", `/${id}/eve`]) {
      const text = await read(path);
      expect([path, text.includes("&lt;script&gt;"), text.includes("<script")]).toEqual([path, true, false]);
    }
    expect(await read(`/${id}/ada`)).toContain("<dd>Linkarooie</dd>");
    const form = { method: "POST", body: formOf({}) };
    await bench.sims.fetch(new Request(`${SIM_ORIGIN}/_sim/forms/revoke?platform=${id}&name=ada`, form));
    expect(await bench.aliveTokens(id, "ada")).toBe(0);
    expect((await bench.sims.fetch(new Request(`${SIM_ORIGIN}/${id}/nobody`))).status).toBe(404);
  }
});

test("a reset forgets people, codes, tokens and switches", async () => {
  const codes: string[] = [];
  for (const id of LOGIN_PROVIDERS) {
    await exchange(id, await codeFor(id));
    await bench.control(`/${id}/accounts`, { name: "eve" });
    codes.push(await codeFor(id));
  }
  await bench.control("/google/switches", { stale_session: true });
  await bench.control("/reset", {});
  for (const [index, id] of LOGIN_PROVIDERS.entries()) {
    await expect(accountOf(id, "eve")).rejects.toThrow("404");
    expect(await accountOf(id, "ada")).toMatchObject({ tokens: [] });
    expect(await (await exchange(id, codes[index] ?? "")).json()).toHaveProperty("error");
  }
  expect(await bench.control("/google/switches")).toEqual({ next_key: false, stale_session: false });
});

test("people, tokens, codes and keys are still there after a restart", async () => {
  const begin = () =>
    createSimulators({ stateDir: directory, now: () => bench.time.now, origin: SIM_ORIGIN });
  const first = begin();
  await first.seed();
  await control(first, "/google/accounts", { name: "eve", email: "eve@example.test" });
  const certs = (sims: typeof first) =>
    sims.fetch(new Request(`${SIM_ORIGIN}/google/apis/oauth2/v3/certs`)).then((answer) => answer.json());
  const { authorize, scope, client_id, client_secret } = PROVIDERS.google;
  const url = new URL(authorize);
  const asked = { response_type: "code", client_id, redirect_uri: redirectOf("google"), scope };
  const consent = new Request(withQuery(`${SIM_ORIGIN}/google${url.pathname}`, asked), {
    method: "POST",
    body: formOf({ account: "eve", decision: "allow" }),
  });
  const back = new URL((await first.fetch(consent)).headers.get("location") ?? "");
  const keys = await certs(first);

  const second = begin();
  await second.seed();
  expect(await certs(second)).toEqual(keys);
  const grant = {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: redirectOf("google"),
    client_id,
    client_secret,
  };
  const answer = await second.fetch(
    new Request(`${SIM_ORIGIN}/google/oauth2/token`, { method: "POST", body: formOf(grant) }),
  );
  expect(answer.status).toBe(200);
  expect(await control(begin(), "/google/accounts/eve")).toMatchObject({
    email: "eve@example.test",
    tokens: [{ revoked_at: null }],
  });
});

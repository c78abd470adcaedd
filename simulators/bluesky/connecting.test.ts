/** Connecting, refreshing and leaving: adapter and simulator together. */
import { beforeEach, describe, expect, test } from "vitest";

import type { Grant, PlatformPorts } from "../../src/platforms/platform.ts";
import { type Bench, createBench, REDIRECT } from "./test-bench.ts";

const HANDLE = "ada.bluesky.hopfield.social";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});

const begin = (handle = HANDLE, ports = bench.ports) =>
  bench.adapter.auth.begin(ports, { handle, redirectUri: REDIRECT });
const calls = async (path: string) => (await bench.log()).filter((entry) => entry.path === path);

async function refresh(grant: Grant, ports: PlatformPorts = bench.ports): Promise<Grant> {
  const next = await bench.adapter.auth.refresh?.(ports, grant);
  if (next === undefined) throw new Error("nothing came back");
  return next;
}

describe("connecting", () => {
  test.each(["ada", "grace"])(
    "%s is found by her handle and gets a grant bound to this session",
    async (name) => {
      const grant = await bench.connect(name);
      expect(grant).toMatchObject({
        accountId: expect.stringMatching(/^did:plc:[a-z2-7]{24}$/),
        handle: `${name}.bluesky.hopfield.social`,
        host: "bluesky.hopfield.social",
        profileUrl: `https://bsky.app/profile/${name}.bluesky.hopfield.social`,
        expiresAt: bench.time.now + 3_600_000,
        scopes: ["atproto", "repo:app.bsky.actor.profile?action=create&action=update", "blob:image/*"],
      });
      const other = await bench.connect(name);
      expect(other.extra["dpopJwk"]).not.toBe(grant.extra["dpopJwk"]);
    },
  );

  test("a person who says no is a person who said no", async () => {
    const { authorizeUrl, flow } = await begin();
    const callback = await bench.decide(authorizeUrl, "decline", "ada");
    const finished = bench.adapter.auth.finish(bench.ports, { callback, flow, redirectUri: REDIRECT });
    await expect(finished).rejects.toMatchObject({ kind: "person-must-act", reason: "declined" });
    expect(await calls("/oauth/token")).toEqual([]);
  });

  test.each([
    ["state", "other", "state_mismatch"],
    ["iss", "https://eve.social", "issuer_mismatch"],
    ["iss", null, "issuer_mismatch"],
    ["code", null, "code_missing"],
  ])("a callback with %s = %s sends no code anywhere", async (name, value, reason) => {
    const { authorizeUrl, flow } = await begin();
    const callback = await bench.decide(authorizeUrl, "allow", "ada");
    if (value === null) callback.delete(name);
    else callback.set(name, value);
    const finished = bench.adapter.auth.finish(bench.ports, { callback, flow, redirectUri: REDIRECT });
    await expect(finished).rejects.toMatchObject({ kind: "input-bad", reason });
    expect(await calls("/oauth/token")).toEqual([]);
  });

  test("signing in as somebody else is refused, and that session is given back", async () => {
    const { authorizeUrl, flow } = await begin();
    const callback = await bench.decide(authorizeUrl, "allow", "grace");
    const finished = bench.adapter.auth.finish(bench.ports, { callback, flow, redirectUri: REDIRECT });
    await expect(finished).rejects.toMatchObject({ kind: "person-must-act", reason: "other_account" });
    const { tokens } = (await bench.control("GET", "/bluesky/accounts/grace")) as {
      tokens: { revoked_at: string }[];
    };
    expect(tokens.map(({ revoked_at }) => revoked_at)).toEqual([expect.any(String)]);
  });

  test("a server that leaves scopes out of the grant is refused, and the session is given back", async () => {
    const narrow = bench.through(async (request, next) => {
      if (!request.url.endsWith("/oauth/par")) return next(request);
      const form = new URLSearchParams(await request.text());
      form.set("scope", "atproto");
      return next(new Request(request.url, { method: "POST", headers: request.headers, body: form }));
    });
    const { authorizeUrl, flow } = await begin(HANDLE, narrow);
    const callback = await bench.decide(authorizeUrl, "allow", "ada");
    const finished = bench.adapter.auth.finish(narrow, { callback, flow, redirectUri: REDIRECT });
    await expect(finished).rejects.toMatchObject({ kind: "scope-missing" });
    expect((await bench.log()).filter(({ effect }) => effect === "revoked")).toHaveLength(1);
  });

  test("a code works once; trying it again ends the session it made", async () => {
    const { authorizeUrl, flow } = await begin();
    const callback = await bench.decide(authorizeUrl, "allow", "ada");
    const input = { callback, flow, redirectUri: REDIRECT };
    const grant = await bench.adapter.auth.finish(bench.ports, input);
    await expect(bench.adapter.auth.finish(bench.ports, input)).rejects.toMatchObject({
      reason: "login_expired",
    });
    await expect(bench.adapter.observe(bench.ports, grant)).rejects.toMatchObject({ kind: "token-stale" });
  });

  test("a code without the verifier of its flow is refused", async () => {
    const { authorizeUrl, flow } = await begin();
    const callback = await bench.decide(authorizeUrl, "allow", "ada");
    const stolen = { ...flow, data: { ...flow.data, verifier: "x".repeat(43) } };
    const finished = bench.adapter.auth.finish(bench.ports, {
      callback,
      flow: stolen,
      redirectUri: REDIRECT,
    });
    await expect(finished).rejects.toMatchObject({ reason: "login_expired" });
  });

  test("a code of another flow is refused: the key does not fit", async () => {
    const one = await begin();
    const two = await begin();
    const callback = await bench.decide(one.authorizeUrl, "allow", "ada");
    callback.set("state", two.flow.state);
    const finished = bench.adapter.auth.finish(bench.ports, {
      callback,
      flow: two.flow,
      redirectUri: REDIRECT,
    });
    await expect(finished).rejects.toMatchObject({ reason: "login_expired" });
  });

  test("a request left lying for five minutes has to be started again", async () => {
    const { authorizeUrl } = await begin();
    bench.time.now += 5 * 60_000;
    await expect(bench.decide(authorizeUrl, "allow", "ada")).rejects.toThrow(/400/);
  });

  test("an unknown handle is named as such", async () => {
    await expect(begin("nobody.bluesky.hopfield.social")).rejects.toMatchObject({
      reason: "handle_not_found",
    });
  });
});

describe("keeping and leaving", () => {
  test("an expired token is stale, a refresh replaces both tokens, the old ones are worth nothing", async () => {
    const old = await bench.connect("ada");
    bench.time.now += 61 * 60_000;
    await expect(bench.adapter.observe(bench.ports, old)).rejects.toMatchObject({ kind: "token-stale" });
    const fresh = await refresh(old);
    expect(fresh.accessToken).not.toBe(old.accessToken);
    expect(fresh.refreshToken).not.toBe(old.refreshToken);
    expect(fresh.extra).toEqual(old.extra);
    expect((await bench.adapter.observe(bench.ports, fresh)).accountId).toBe(old.accountId);
    await expect(bench.adapter.observe(bench.ports, old)).rejects.toMatchObject({ kind: "token-stale" });
  });

  test("a refresh token used twice ends the session", async () => {
    const old = await bench.connect("ada");
    const fresh = await refresh(old);
    await expect(refresh(old)).rejects.toMatchObject({ kind: "token-dead", reason: "revoked" });
    await expect(bench.adapter.observe(bench.ports, fresh)).rejects.toMatchObject({ kind: "token-stale" });
    await expect(refresh(fresh)).rejects.toMatchObject({ kind: "token-dead" });
  });

  test.each([
    ["lost_answer", "POST /oauth/token", "unknown"],
    ["garbage", "POST /oauth/token", "unknown"],
    ["5xx", "POST /oauth/token", "unknown"],
    ["429", "POST /oauth/token", "retry-at"],
    ["lost_answer", "/plc/", "unavailable"],
    ["5xx", "oauth-authorization-server", "unavailable"],
  ])("%s on %s during a refresh is %s, never a dead grant", async (kind, match, expected) => {
    const grant = await bench.connect("ada");
    await bench.fault(kind, match);
    const before = (await calls("/oauth/token")).length;
    await expect(refresh(grant)).rejects.toMatchObject({ kind: expected });
    expect((await calls("/oauth/token")).length - before).toBe(match.includes("token") ? 1 : 0);
  });

  test("a grant for an issuer that is no longer the account's is never sent there", async () => {
    const grant = await bench.connect("ada");
    const moved = { ...grant, extra: { ...grant.extra, issuer: "https://old.hopfield.social" } };
    const before = (await calls("/oauth/token")).length;
    await expect(refresh(moved)).rejects.toMatchObject({ kind: "token-dead", reason: "moved" });
    expect(await calls("/oauth/token")).toHaveLength(before);
  });

  test("an answer without a refresh token keeps the old one, one without a lifetime makes up none", async () => {
    const grant = await bench.connect("ada");
    const terse = bench.through(async (request, next) => {
      const reply = await next(request);
      if (!request.url.endsWith("/oauth/token") || reply.status !== 200) return reply;
      const {
        refresh_token: _token,
        expires_in: _in,
        ...rest
      } = (await reply.json()) as Record<string, unknown>;
      return Response.json(rest);
    });
    expect(await refresh(grant, terse)).toMatchObject({ refreshToken: grant.refreshToken, expiresAt: null });
  });

  test("leaving kills both tokens at the server", async () => {
    const grant = await bench.connect("ada");
    await bench.adapter.auth.revoke?.(bench.ports, grant);
    await expect(bench.adapter.observe(bench.ports, grant)).rejects.toMatchObject({ kind: "token-stale" });
    await expect(refresh(grant)).rejects.toMatchObject({ kind: "token-dead" });
  });

  test("a public client's session ends after two weeks, however often it is refreshed", async () => {
    let grant = await bench.connect("ada");
    for (let day = 0; day < 14; day += 7) {
      bench.time.now += 7 * 86_400_000;
      grant = await refresh(grant);
    }
    bench.time.now += 86_400_000;
    await expect(refresh(grant)).rejects.toMatchObject({ kind: "token-dead" });
  });
});

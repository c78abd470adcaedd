import { describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { account, grant, HOST, make, OLD_SERVER, refuse } from "./test-server.fixture.ts";

const REDIRECT = "https://linkarooie.app/connect/mastodon/callback";

async function begun(answers: Readonly<Record<string, unknown>> = OLD_SERVER, world = make()) {
  const ports = scriptedPorts(answers);
  const { authorizeUrl, flow } = await world.adapter.auth.begin(ports, {
    host: `@ada@${HOST}`,
    redirectUri: REDIRECT,
  });
  return { ...world, ports, authorizeUrl: new URL(authorizeUrl), flow };
}

const answered = (query: Record<string, string>) => new URLSearchParams(query);

describe("begin", () => {
  it("registers once a server and asks with PKCE and the least scopes", async () => {
    const { stored, ports, authorizeUrl, flow } = await begun();
    expect(`${authorizeUrl.origin}${authorizeUrl.pathname}`).toBe(`https://${HOST}/oauth/authorize`);
    expect(Object.fromEntries(authorizeUrl.searchParams)).toMatchObject({
      response_type: "code",
      client_id: "ci",
      redirect_uri: REDIRECT,
      scope: "read:accounts write:accounts",
      state: flow.state,
      code_challenge_method: "S256",
    });
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(flow.data["verifier"]));
    const challenge = btoa(String.fromCharCode(...new Uint8Array(digest)))
      .replaceAll("+", "-")
      .replaceAll("/", "_");
    expect(authorizeUrl.searchParams.get("code_challenge")).toBe(challenge.replace(/=+$/, ""));
    expect(authorizeUrl.href).not.toMatch(/hush/);
    expect(stored.size).toBe(1);
    expect(ports.sent.filter(({ url }) => url.endsWith("/api/v1/apps"))).toHaveLength(1);
  });

  it("keeps a registration the server still knows", async () => {
    const world = make();
    await begun(OLD_SERVER, world);
    const again = await begun({ ...OLD_SERVER, "POST /api/v1/apps": refuse(500, "not again") }, world);
    expect(again.authorizeUrl.searchParams.get("client_id")).toBe("ci");
  });

  it.each([
    ["unsupported_grant_type", 400],
    ["away", 503],
  ])("does not take %s (%i) for a lost registration", async (error, status) => {
    const world = make();
    await begun(OLD_SERVER, world);
    const answers = {
      ...OLD_SERVER,
      "POST /oauth/token": refuse(status, error),
      "POST /api/v1/apps": refuse(500, "not again"),
    };
    expect((await begun(answers, world)).authorizeUrl.searchParams.get("client_id")).toBe("ci");
  });

  it("registers again when the server says that it does not know us", async () => {
    const world = make();
    await begun(OLD_SERVER, world);
    const answers = {
      ...OLD_SERVER,
      "POST /oauth/token": refuse(401, "invalid_client"),
      "POST /api/v1/apps": { client_id: "ci2", client_secret: "cs2" },
    };
    expect((await begun(answers, world)).authorizeUrl.searchParams.get("client_id")).toBe("ci2");
    expect([...world.stored.values()]).toEqual([{ clientId: "ci2", clientSecret: "cs2" }]);
  });

  it("uses the endpoints a server names, but none on another host", async () => {
    const metadata = {
      issuer: `https://${HOST}/`,
      authorization_endpoint: `https://${HOST}/o/authorize`,
      token_endpoint: "https://evil.social/token",
      app_registration_endpoint: `https://${HOST}/o/apps`,
    };
    const { authorizeUrl, flow, ports } = await begun({
      "GET /.well-known/oauth-authorization-server": metadata,
      "POST /o/apps": { client_id: "ci", client_secret: "cs" },
    });
    expect(authorizeUrl.pathname).toBe("/o/authorize");
    expect(flow.data["tokenEndpoint"]).toBe(`https://${HOST}/oauth/token`);
    expect(ports.sent.every(({ url }) => new URL(url).host === HOST)).toBe(true);
  });

  it.each([404, 400, 200])(
    "says that a server answering %i to a registration is no Mastodon",
    async (status) => {
      const answers = { ...OLD_SERVER, "POST /api/v1/apps": () => new Response("<html>", { status }) };
      await expect(begun(answers)).rejects.toMatchObject({ kind: "input-bad", reason: "not_mastodon" });
    },
  );

  it("says nothing of the kind about a server that is away", async () => {
    await expect(begun({ ...OLD_SERVER, "POST /api/v1/apps": refuse(503, "away") })).rejects.toMatchObject({
      kind: "unavailable",
    });
  });
});

describe("finish", () => {
  async function finished(
    query: (state: string) => Record<string, string>,
    answers: Record<string, unknown> = {},
  ) {
    const all = { ...OLD_SERVER, ...answers };
    const { adapter, flow, stored } = await begun();
    const ports = scriptedPorts(all);
    const input = { callback: answered(query(flow.state)), flow, redirectUri: REDIRECT };
    return { ports, stored, flow, grant: adapter.auth.finish(ports, input) };
  }
  const code = (state: string) => ({ code: "c0de", state });

  it("makes a grant without an invented expiry, and proves the verifier", async () => {
    const { ports, flow, grant: made } = await finished(code);
    expect(await made).toEqual({
      ...grant,
      scopes: ["read:accounts", "write:accounts"],
    });
    const sent = ports.sent[0]?.body;
    if (!(sent instanceof URLSearchParams)) throw new Error("expected a form");
    expect(Object.fromEntries(sent)).toMatchObject({
      code: "c0de",
      code_verifier: flow.data["verifier"],
      redirect_uri: REDIRECT,
    });
  });

  it("keeps an expiry the server states", async () => {
    const token = { access_token: "t", scope: "write", expires_in: 60 };
    const { ports, grant: made } = await finished(code, { "POST /oauth/token": token });
    expect((await made).expiresAt).toBe(ports.now() + 60_000);
  });

  it("takes no profile address of another host", async () => {
    const answers = {
      "GET /api/v1/accounts/verify_credentials": { ...account, url: "https://evil.social/@ada" },
    };
    expect((await (await finished(code, answers)).grant).profileUrl).toBe(`https://${HOST}/@ada`);
  });

  it.each([
    ["another state", () => ({ code: "c", state: "other" }), "input-bad", "state_mismatch"],
    ["no state", () => ({ code: "c" }), "input-bad", "state_mismatch"],
    [
      "a refusal with another state",
      () => ({ error: "access_denied", state: "other" }),
      "input-bad",
      "state_mismatch",
    ],
    ["a refusal", (state: string) => ({ error: "access_denied", state }), "person-must-act", "declined"],
    [
      "another error",
      (state: string) => ({ error: "server_error", state }),
      "input-bad",
      "authorization_failed",
    ],
    ["no code", (state: string) => ({ state }), "input-bad", "code_missing"],
  ])("ends without a request for %s", async (_what, query, kind, reason) => {
    const { ports, grant: made } = await finished(query as (state: string) => Record<string, string>);
    await expect(made).rejects.toMatchObject({ kind, reason });
    expect(ports.sent).toEqual([]);
  });

  it("refuses a grant that may not write", async () => {
    const { grant: made } = await finished(code, {
      "POST /oauth/token": { access_token: "t", scope: "read:accounts" },
    });
    await expect(made).rejects.toMatchObject({ kind: "scope-missing" });
  });

  it("forgets a registration that the server no longer knows", async () => {
    const { grant: made, stored } = await finished(code, {
      "POST /oauth/token": refuse(401, "invalid_client"),
    });
    await expect(made).rejects.toMatchObject({ kind: "unavailable", reason: "registration_expired" });
    expect(stored.size).toBe(0);
  });

  it("asks to begin again for a code that was used or is too old", async () => {
    const { grant: made } = await finished(code, { "POST /oauth/token": refuse(400, "invalid_grant") });
    await expect(made).rejects.toMatchObject({ kind: "input-bad", reason: "code_rejected" });
  });
});

/** Clients nobody here wrote, against the simulated Google: arctic and openid-client. */
import { Google, generateCodeVerifier, OAuth2RequestError } from "arctic";
import { createRemoteJWKSet, customFetch as joseFetch, decodeJwt, jwtVerify } from "jose";
import * as client from "openid-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createLoginBench, redirectOf } from "../login/test-bench.ts";
import { SIM_GOOGLE_CLIENT_ID, SIM_GOOGLE_CLIENT_SECRET } from "./credentials.ts";

const bench = createLoginBench();
const redirect = redirectOf("google");
const CERTS = new URL("https://www.googleapis.com/oauth2/v3/certs");

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: bench.time.now });
  vi.stubGlobal("fetch", bench.fetch);
  bench.sims.reset();
  await bench.sims.seed();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const AUTHENTICATIONS = {
  basic: client.ClientSecretBasic,
  post: client.ClientSecretPost,
} as const;

async function discover(how: keyof typeof AUTHENTICATIONS = "basic", secret = SIM_GOOGLE_CLIENT_SECRET) {
  const config = await client.discovery(
    new URL("https://accounts.google.com"),
    SIM_GOOGLE_CLIENT_ID,
    secret,
    AUTHENTICATIONS[how](secret),
    { [client.customFetch]: (url, init) => bench.fetch(url, init as RequestInit) },
  );
  // Without it the library takes the id token on trust, since it came by TLS.
  client.enableNonRepudiationChecks(config);
  return config;
}

async function start(config: client.Configuration, account = "ada", more: Record<string, string> = {}) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: "openid email profile",
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...more,
  });
  return { checks, back: await bench.decide(url, account) };
}

test.each(["basic", "post"] as const)(
  "openid-client (%s): discovery, PKCE, nonce, signature, userinfo",
  async (how) => {
    const config = await discover(how);
    const { checks, back } = await start(config, "grace");
    const tokens = await client.authorizationCodeGrant(config, back, checks);
    expect(tokens.claims()).toMatchObject({ email: "grace@hopfield.example", hd: "hopfield.example" });
    expect(tokens.expiresIn()).toBeLessThan(3_600);
    const { sub = "" } = tokens.claims() ?? {};
    const info = await client.fetchUserInfo(config, tokens.access_token, sub);
    expect(info).toMatchObject({ sub, email_verified: true });
    await client.tokenRevocation(config, tokens.access_token);
    await expect(client.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow(/WWW-Authenticate/i);
  },
);

test("openid-client: max_age brings an auth_time that it checks, and catches an old session", async () => {
  const config = await discover();
  const fresh = await start(config, "ada", { max_age: "60", prompt: "login" });
  const tokens = await client.authorizationCodeGrant(config, fresh.back, { ...fresh.checks, maxAge: 60 });
  expect(tokens.claims()?.auth_time).toBe(bench.time.now / 1_000);
  await bench.control("/google/switches", { stale_session: true });
  const stale = await start(config, "ada", { max_age: "60", prompt: "login" });
  await expect(
    client.authorizationCodeGrant(config, stale.back, { ...stale.checks, maxAge: 60 }),
  ).rejects.toMatchObject({ cause: { message: expect.stringContaining("too much time") as string } });
});

test("openid-client: tampered verifier, used code, wrong secret, foreign address: nothing is given out", async () => {
  const config = await discover();
  const grant = (back: URL, checks: client.AuthorizationCodeGrantChecks, at = config) =>
    client.authorizationCodeGrant(at, back, checks);

  const one = await start(config);
  const tampered = { ...one.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
  await expect(grant(one.back, tampered)).rejects.toMatchObject({ error: "invalid_grant" });

  const two = await start(config);
  await expect(grant(two.back, two.checks, await discover("basic", "GOCSPX-wrong"))).rejects.toMatchObject({
    code: "OAUTH_RESPONSE_BODY_ERROR",
    error: "invalid_client",
  });

  const three = await start(config);
  const foreign = new URL(three.back.href.replace("localhost:8787", "localhost:9999"));
  await expect(grant(foreign, three.checks)).rejects.toMatchObject({ error: "redirect_uri_mismatch" });
  expect(await bench.aliveTokens("google", "ada")).toBe(0);

  const four = await start(config);
  await grant(four.back, four.checks);
  await expect(grant(four.back, four.checks)).rejects.toMatchObject({ error: "invalid_grant" });
  expect(await bench.aliveTokens("google", "ada")).toBe(1);
});

test("openid-client: another nonce, state or issuer, or an old id token, is refused by the client", async () => {
  const config = await discover();
  const refusal = async (change: (flow: Awaited<ReturnType<typeof start>>) => void) => {
    const flow = await start(config);
    change(flow);
    const error: unknown = await client
      .authorizationCodeGrant(config, flow.back, flow.checks)
      .catch((e: unknown) => e);
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : error;
  };
  expect(await refusal(({ checks }) => (checks.expectedNonce = "another"))).toContain('"nonce" claim');
  expect(await refusal(({ checks }) => (checks.expectedState = "another"))).toContain('"state"');
  const issuer = "https://evil.example";
  expect(await refusal(({ back }) => back.searchParams.set("iss", issuer))).toContain('"iss"');
  expect(await refusal(() => vi.setSystemTime(bench.time.now + 2 * 3_600_000))).toContain('"exp"');
});

test("arctic: a code for a verifier, and its errors", async () => {
  const google = new Google(SIM_GOOGLE_CLIENT_ID, SIM_GOOGLE_CLIENT_SECRET, redirect);
  const begin = async () => {
    const verifier = generateCodeVerifier();
    const url = google.createAuthorizationURL("s", verifier, ["openid", "email", "profile"]);
    url.searchParams.set("nonce", "n");
    const back = await bench.decide(url, "ada");
    return { verifier, code: back.searchParams.get("code") ?? "" };
  };
  const { code, verifier } = await begin();
  const tokens = await google.validateAuthorizationCode(code, verifier);
  expect(tokens.scopes()).toContain("openid");
  expect(tokens.accessTokenExpiresAt().getTime()).toBeGreaterThan(bench.time.now);
  expect(decodeJwt(tokens.idToken())).toMatchObject({ email: "ada.hopfield@gmail.com", nonce: "n" });
  await google.revokeToken(tokens.accessToken());
  expect(await bench.aliveTokens("google", "ada")).toBe(0);

  const tampered = google.validateAuthorizationCode((await begin()).code, generateCodeVerifier());
  await expect(tampered).rejects.toBeInstanceOf(OAuth2RequestError);
  const next = await begin();
  const thief = new Google(SIM_GOOGLE_CLIENT_ID, "wrong", redirect);
  await expect(thief.validateAuthorizationCode(next.code, next.verifier)).rejects.toMatchObject({
    code: "invalid_client",
  });
  expect(await bench.aliveTokens("google", "ada")).toBe(0);
});

test("keys rotate: the signing key is never the first of two, and old key sets miss the next one", async () => {
  const readCerts = async () => {
    const answer = await bench.fetch(CERTS);
    expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=\d+/);
    return (await answer.json()) as { keys: Record<string, string>[] };
  };
  const idToken = async () => {
    const config = await discover();
    const { checks, back } = await start(config);
    return (await client.authorizationCodeGrant(config, back, checks)).id_token ?? "";
  };
  const keySet = createRemoteJWKSet(CERTS, {
    [joseFetch]: (url: string, init: RequestInit) => bench.fetch(url, init),
  });
  const verify = (token: string) =>
    jwtVerify(token, keySet, {
      issuer: "https://accounts.google.com",
      audience: SIM_GOOGLE_CLIENT_ID,
      algorithms: ["RS256"],
    });
  const before = await readCerts();
  expect(before.keys).toHaveLength(2);
  for (const key of before.keys) {
    expect(Object.keys(key).toSorted()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    expect(key).toMatchObject({ alg: "RS256", kty: "RSA", use: "sig" });
  }
  const old = await verify(await idToken());
  expect(old.protectedHeader.kid).toBe(before.keys[1]?.["kid"]);

  await bench.control("/google/switches", { next_key: true });
  const after = await readCerts();
  const fresh = await idToken();
  // The client's own pause between two downloads has passed.
  vi.setSystemTime(bench.time.now + 31_000);
  const next = await verify(fresh);
  expect(before.keys.map(({ kid }) => kid)).not.toContain(next.protectedHeader.kid);
  expect(after.keys.map(({ kid }) => kid)).toEqual([before.keys[1]?.["kid"], next.protectedHeader.kid]);

  // Clients hold key sets for hours: a reset is no rotation.
  bench.sims.reset();
  expect(await readCerts()).toEqual(before);
});

import { exportJWK, type JWTPayload, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { LOGIN_ENDPOINTS } from "./endpoints.ts";
import { createGoogle } from "./google.ts";
import type { LoginProviderError } from "./login-provider.ts";
import { createKeySets } from "./key-sets.ts";

const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);
const SECONDS = NOW / 1_000;
const CLIENT = { id: "app.apps.example", secret: "hush" };
const REDIRECT = "https://linkarooie.example/auth/google/callback";
const TOKEN = "POST oauth2.googleapis.com/token";
const CERTS = "GET www.googleapis.com/oauth2/v3/certs";

const google = await generateKeyPair("RS256", { extractable: true });
const stranger = await generateKeyPair("RS256");

async function publicKey(kid: string, key = google.publicKey) {
  return { ...(await exportJWK(key)), kid, alg: "RS256", use: "sig" };
}

const CLAIMS: JWTPayload = {
  iss: "https://accounts.google.com",
  aud: CLIENT.id,
  azp: CLIENT.id,
  sub: "110169484474386276334",
  nonce: "n-1",
  iat: SECONDS,
  exp: SECONDS + 3_600,
  email: "Ada@gmail.com",
  email_verified: true,
  name: "Ada Lovelace",
};

function sign(
  claims: JWTPayload | Record<string, unknown>,
  header = { alg: "RS256", kid: "k1" },
  key: CryptoKey | Uint8Array = google.privateKey,
) {
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

function part(value: object): string {
  return btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

let certs: unknown[];
let fetched: number;

beforeEach(async () => {
  certs = [await publicKey("k0", stranger.publicKey), await publicKey("k1")];
  fetched = 0;
});

function world(idToken: string, answers: Record<string, unknown> = {}) {
  const ports = scriptedPorts(
    {
      [TOKEN]: { id_token: idToken, access_token: "at" },
      [CERTS]: () => {
        fetched += 1;
        return Response.json({ keys: certs });
      },
      ...answers,
    },
    () => NOW,
  );
  const provider = createGoogle({
    client: CLIENT,
    endpoints: LOGIN_ENDPOINTS.google,
    keySets: createKeySets(),
  });
  const finish = (callback = "code=c1", flow = { codeVerifier: "v-1", nonce: "n-1" as string | null }) =>
    provider.finish(ports, { callback: new URLSearchParams(callback), flow, redirectUri: REDIRECT });
  return { ports, provider, finish };
}

async function finishWith(claims: Record<string, unknown>) {
  return world(await sign(claims)).finish();
}

describe("begin", () => {
  it("asks for a code with state, PKCE and a nonce, each new every time", () => {
    const { provider } = world("");
    const [one, two] = [1, 2].map(() => provider.begin({ redirectUri: REDIRECT, fresh: false }));
    const url = new URL(one?.authorizeUrl ?? "");
    expect(`${url.origin}${url.pathname}`).toBe("https://accounts.google.com/o/oauth2/v2/auth");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: CLIENT.id,
      redirect_uri: REDIRECT,
      scope: "openid email profile",
      state: one?.state,
      nonce: one?.flow.nonce,
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(new Set([one?.state, two?.state, one?.flow.nonce, two?.flow.nonce]).size).toBe(4);
    expect(one?.flow.codeVerifier).not.toBe(two?.flow.codeVerifier);
    expect(url.href).not.toContain(one?.flow.codeVerifier);
  });

  it("asks for a sign-in that has just been made, and for its time, only where it is to prove something", () => {
    const { provider } = world("");
    const url = new URL(provider.begin({ redirectUri: REDIRECT, fresh: true }).authorizeUrl);
    expect([url.searchParams.get("prompt"), url.searchParams.get("max_age")]).toEqual(["login", "0"]);
  });
});

describe("finish", () => {
  it("says who it is, and sends code, verifier and secret in the body only", async () => {
    const { ports, finish } = world(await sign(CLAIMS));
    expect(await finish()).toEqual({
      subject: CLAIMS.sub,
      email: "Ada@gmail.com",
      emailVerified: true,
      emailAuthoritative: true,
      name: "Ada Lovelace",
      authTime: null,
    });
    const [exchange] = ports.sent;
    expect(exchange?.url).toBe("https://oauth2.googleapis.com/token");
    expect(Object.fromEntries(exchange?.body as URLSearchParams)).toEqual({
      grant_type: "authorization_code",
      code: "c1",
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uri: REDIRECT,
      code_verifier: "v-1",
    });
  });

  it.each([
    ["gmail", { email: "ada@GMAIL.com" }, true, true],
    ["an organisation's own address", { email: "ada@hopfield.example", hd: "hopfield.example" }, true, true],
    ["a foreign address", { email: "ada@hopfield.example" }, true, false],
    ["an address like gmail", { email: "ada@gmail.com.example" }, true, false],
    ["an unverified address", { email: "ada@gmail.com", email_verified: false }, false, false],
    ["an unverified one of an organisation", { hd: "gmail.com", email_verified: undefined }, false, false],
    ["an empty domain", { email: "ada@hopfield.example", hd: "" }, true, false],
  ])("tells verified from authoritative for %s", async (_, change, verified, authoritative) => {
    const who = await finishWith({ ...CLAIMS, ...change });
    expect([who.emailVerified, who.emailAuthoritative]).toEqual([verified, authoritative]);
  });

  it.each([
    ["no address", undefined],
    ["no address at all", "ada"],
  ])("goes on with %s", async (_, email) => {
    const who = await finishWith({ ...CLAIMS, email });
    expect(who).toMatchObject({ email: null, emailVerified: false, emailAuthoritative: false });
  });

  it.each([
    ["the issuer without scheme", { iss: "accounts.google.com" }],
    ["one audience in a list", { aud: [CLIENT.id], azp: undefined }],
    ["a clock a minute behind", { iat: SECONDS + 55 }],
  ])("accepts %s", async (_, change) => {
    expect((await finishWith({ ...CLAIMS, ...change })).subject).toBe(CLAIMS.sub);
  });

  it.each([
    ["another issuer", { iss: "https://accounts.example" }, "issuer"],
    ["no issuer", { iss: undefined }, "issuer"],
    ["another audience", { aud: "other.apps.example" }, "audience"],
    [
      "another app among the audiences, without azp",
      { aud: [CLIENT.id, "other"], azp: undefined },
      "audience",
    ],
    ["another authorised party", { azp: "other.apps.example" }, "audience"],
    ["another nonce", { nonce: "n-2" }, "nonce"],
    ["no nonce", { nonce: undefined }, "nonce"],
    ["an end in the past", { iat: SECONDS - 500, exp: SECONDS - 61 }, "expired"],
    ["no end", { exp: undefined }, "expired"],
    ["an old date of issue", { iat: SECONDS - 700 }, "expired"],
    ["a date of issue to come", { iat: SECONDS + 61 }, "expired"],
    ["no date of issue", { iat: undefined }, "expired"],
    ["nobody's name", { sub: undefined }, "provider_answer"],
    ["an empty name", { sub: "" }, "provider_answer"],
  ])("refuses an id_token with %s", async (_, change, reason) => {
    await expect(finishWith({ ...CLAIMS, ...change })).rejects.toMatchObject({
      name: "LoginProviderError",
      reason,
    });
  });

  it("refuses an id_token that is not signed with RS256 by a key of Google's", async () => {
    const spki = new TextEncoder().encode(await exportSPKI(google.publicKey));
    const none = `${part({ alg: "none" })}.${part(CLAIMS)}.`;
    const good = await sign(CLAIMS);
    const [head, , signature] = good.split(".");
    const forged: [string, string, string][] = [
      ["alg none", none, "signature"],
      ["HS256 over the public key", await sign(CLAIMS, { alg: "HS256", kid: "k1" }, spki), "signature"],
      ["a stranger's key under Google's id", await sign(CLAIMS, undefined, stranger.privateKey), "signature"],
      [
        "other claims under the signature",
        `${head}.${part({ ...CLAIMS, sub: "1" })}.${signature}`,
        "signature",
      ],
      ["a key id nobody knows", await sign(CLAIMS, { alg: "RS256", kid: "k9" }), "signature"],
      ["no token", "x", "provider_answer"],
    ];
    for (const [what, token, reason] of forged) {
      const error = await world(token)
        .finish()
        .catch((thrown: unknown) => (thrown as LoginProviderError).reason);
      expect([what, error]).toEqual([what, reason]);
    }
  });

  it("refuses every id_token when it has no nonce to compare with", async () => {
    const { finish } = world(await sign({ ...CLAIMS, nonce: undefined }));
    await expect(finish("code=c1", { codeVerifier: "v", nonce: null })).rejects.toMatchObject({
      reason: "nonce",
    });
  });

  it.each([
    ["error=access_denied&state=s", "declined"],
    ["error=server_error", "provider_unavailable"],
    ["error=%3Cscript%3E", "provider_answer"],
    ["state=s", "provider_answer"],
    ["code=", "provider_answer"],
  ])("asks nobody anything for the callback %s", async (callback, reason) => {
    const { ports, finish } = world(await sign(CLAIMS));
    await expect(finish(callback)).rejects.toMatchObject({ reason });
    expect(ports.sent).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "a used code",
      { [TOKEN]: () => Response.json({ error: "invalid_grant" }, { status: 400 }) },
      "code_refused",
    ],
    [
      "a wrong secret",
      { [TOKEN]: () => Response.json({ error: "invalid_client" }, { status: 401 }) },
      "provider_answer",
    ],
    ["no id_token", { [TOKEN]: { access_token: "at" } }, "provider_answer"],
    ["a page instead of JSON", { [TOKEN]: () => new Response("<html>") }, "provider_answer"],
    ["a server that is down", { [TOKEN]: () => new Response("", { status: 503 }) }, "provider_unavailable"],
    ["too many calls", { [TOKEN]: () => new Response("", { status: 429 }) }, "provider_unavailable"],
    ["no answer", { [TOKEN]: () => Promise.reject(new TypeError("refused")) }, "provider_unavailable"],
    ["keys that do not come", { [CERTS]: () => new Response("", { status: 500 }) }, "provider_unavailable"],
    ["keys that are none", { [CERTS]: { keys: "no" } }, "provider_answer"],
  ])("tells %s apart", async (_, answers, reason) => {
    await expect(world(await sign(CLAIMS), answers).finish()).rejects.toMatchObject({ reason });
  });

  it("never repeats a token in what it throws", async () => {
    const token = await sign({ ...CLAIMS, nonce: "other" });
    const error = await world(token)
      .finish()
      .catch((thrown: unknown) => thrown as Error);
    expect(JSON.stringify([(error as Error).message, error])).not.toContain(token.slice(0, 20));
  });

  it("keeps keys between sign-ins and looks once more for an id it does not know", async () => {
    const { finish } = world(await sign(CLAIMS));
    await finish();
    await finish();
    expect(fetched).toBe(1);

    const rotated = await generateKeyPair("RS256");
    const token = await sign(CLAIMS, { alg: "RS256", kid: "k2" }, rotated.privateKey);
    const later = world(token);
    await expect(later.finish()).rejects.toMatchObject({ reason: "signature" });
    expect(fetched).toBe(2);
    certs = [...certs, await publicKey("k2", rotated.publicKey)];
    expect((await later.finish()).subject).toBe(CLAIMS.sub);
    expect(fetched).toBe(3);
  });
});

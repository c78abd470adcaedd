import { decodeJwt, decodeProtectedHeader } from "jose";
import { beforeEach, expect, test } from "vitest";

import { createLoginBench, formOf, newPkce, redirectOf, SIM_ORIGIN, withQuery } from "../login/test-bench.ts";
import { SIM_GOOGLE_CLIENT_ID, SIM_GOOGLE_CLIENT_SECRET } from "./credentials.ts";

const bench = createLoginBench();
const redirect = redirectOf("google");
const TOKEN = "https://oauth2.googleapis.com/token";

beforeEach(async () => {
  bench.sims.reset();
  await bench.sims.seed();
});

type Params = Readonly<Record<string, string | undefined>>;

const authorize = (more: Params = {}) =>
  withQuery("https://accounts.google.com/o/oauth2/v2/auth", {
    response_type: "code",
    client_id: SIM_GOOGLE_CLIENT_ID,
    redirect_uri: redirect,
    scope: "openid email profile",
    state: "s1",
    nonce: "n1",
    ...more,
  });

async function codeFor(account = "ada", more: Params = {}) {
  const { verifier, challenge } = newPkce();
  const url = authorize({ code_challenge: challenge, code_challenge_method: "S256", ...more });
  const back = await bench.decide(url, account);
  return { verifier, back, code: back.searchParams.get("code") ?? "" };
}

const exchange = async (fields: Params) => {
  const answer = await bench.fetch(TOKEN, {
    method: "POST",
    body: formOf({
      grant_type: "authorization_code",
      client_id: SIM_GOOGLE_CLIENT_ID,
      client_secret: SIM_GOOGLE_CLIENT_SECRET,
      redirect_uri: redirect,
      ...fields,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

async function signIn(account = "ada", more: Params = {}) {
  const { code, verifier } = await codeFor(account, more);
  const { status, body } = await exchange({ code, code_verifier: verifier });
  expect(status).toBe(200);
  return { body, claims: decodeJwt(body["id_token"] ?? "") };
}

test("a person signs in: state comes back as it was, and the id token says who it is", async () => {
  const { back } = await codeFor("ada", { state: "a b&c=ä" });
  expect(`${back.origin}${back.pathname}`).toBe(redirect);
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    state: "a b&c=ä",
    iss: "https://accounts.google.com",
    authuser: "0",
  });
  const { body, claims } = await signIn();
  expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3_599 });
  const seconds = bench.time.now / 1_000;
  expect(claims).toEqual({
    iss: "https://accounts.google.com",
    azp: SIM_GOOGLE_CLIENT_ID,
    aud: SIM_GOOGLE_CLIENT_ID,
    sub: expect.stringMatching(/^1\d{20}$/) as string,
    email: "ada.hopfield@gmail.com",
    email_verified: true,
    name: "Ada Hopfield",
    given_name: "Ada",
    family_name: "Hopfield",
    picture: `https://lh3.googleusercontent.com/a/${claims.sub}=s96-c`,
    at_hash: expect.stringMatching(/^[\w-]{22}$/) as string,
    nonce: "n1",
    iat: seconds,
    exp: seconds + 3_600,
  });
  expect(decodeProtectedHeader(body["id_token"] ?? "")).toMatchObject({ alg: "RS256", typ: "JWT" });
  expect(await bench.effects("google")).toEqual(["signed_in"]);
  const picture = await bench.fetch(String(claims["picture"]));
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
});

test("workspace, unconfirmed address and a person made by hand; the subject outlives a new address", async () => {
  const grace = (await signIn("grace")).claims;
  expect(grace).toMatchObject({
    hd: "hopfield.example",
    email: "grace@hopfield.example",
    email_verified: true,
  });
  expect((await signIn("mallory")).claims).toMatchObject({ email_verified: false });
  await bench.control("/google/accounts", {
    name: "eve",
    email: "eve@elsewhere.example",
    display_name: "Eve",
  });
  const before = (await signIn("eve")).claims;
  expect(before).toMatchObject({ email: "eve@elsewhere.example", email_verified: true, name: "Eve" });
  expect(before).not.toHaveProperty("hd");
  const changed = await bench.sims.fetch(
    new Request(`${SIM_ORIGIN}/_sim/google/accounts/eve`, {
      method: "PATCH",
      body: JSON.stringify({ email: "new@elsewhere.example", email_verified: false }),
    }),
  );
  expect(await changed.json()).toMatchObject({ email: "new@elsewhere.example", email_verified: false });
  expect((await signIn("eve")).claims).toMatchObject({ sub: before.sub, email: "new@elsewhere.example" });
});

test("claims follow scopes and what was asked: no nonce, no auth_time, no id token uninvited", async () => {
  const bare = (await signIn("ada", { scope: "openid", nonce: undefined })).claims;
  for (const claim of ["email", "email_verified", "name", "picture", "nonce", "auth_time"])
    expect(bare).not.toHaveProperty(claim);
  const { code, verifier } = await codeFor("ada", { scope: "email" });
  const { body } = await exchange({ code, code_verifier: verifier });
  expect(body).toHaveProperty("access_token");
  expect(body).not.toHaveProperty("id_token");
});

test("auth_time is told with max_age, and a switch makes it a day old", async () => {
  const fresh = await codeFor("ada", { max_age: "0", prompt: "login" });
  bench.time.now += 5_000;
  const { body } = await exchange({ code: fresh.code, code_verifier: fresh.verifier });
  expect(decodeJwt(body["id_token"] ?? "")["auth_time"]).toBe(bench.time.now / 1_000 - 5);
  await bench.control("/google/switches", { stale_session: true });
  const { claims } = await signIn("ada", { max_age: "0", prompt: "login" });
  expect(claims["auth_time"]).toBe(bench.time.now / 1_000 - 86_400);
});

test("Google keeps mistakes of the app on its own page and sends nobody anywhere", async () => {
  const challenge = newPkce().challenge;
  const table: readonly (readonly [params: Params, status: number, says: string])[] = [
    [{ client_id: "another.apps.googleusercontent.com" }, 401, "invalid_client"],
    [{ client_id: undefined }, 400, "client_id"],
    [{ redirect_uri: undefined }, 400, "redirect_uri"],
    [{ redirect_uri: "https://evil.com/auth/google/callback" }, 400, "redirect_uri_mismatch"],
    [{ redirect_uri: `${redirect}/` }, 400, "redirect_uri_mismatch"],
    [{ response_type: "token" }, 400, "unsupported_response_type"],
    [{ response_type: undefined }, 400, "response_type"],
    [{ scope: undefined }, 400, "scope"],
    [{ scope: "openid contacts" }, 400, "invalid_scope"],
    [{ prompt: "now" }, 400, "prompt"],
    [{ prompt: "none login" }, 400, "prompt"],
    [{ max_age: "soon" }, 400, "max_age"],
    [{ code_challenge: challenge, code_challenge_method: "plain" }, 400, "S256"],
    [{ code_challenge: challenge }, 400, "S256"],
    [{ code_challenge: "short", code_challenge_method: "S256" }, 400, "S256"],
    [{ code_challenge_method: "S256" }, 400, "S256"],
  ];
  for (const [params, status, says] of table) {
    const page = await bench.open(authorize(params));
    expect([params, page.status, page.headers.get("location")]).toEqual([params, status, null]);
    expect(await page.text()).toContain(says);
  }
  const twice = await bench.open(`${authorize()}&state=other`);
  expect([twice.status, await twice.text()]).toEqual([400, expect.stringContaining("single value: state")]);
  // Nor does the form help: it is checked again.
  const form = new Request(`${SIM_ORIGIN}/google/o/oauth2/v2/auth?client_id=x`, {
    method: "POST",
    body: formOf({ account: "ada", decision: "allow" }),
  });
  expect((await bench.sims.fetch(form)).headers.get("location")).toBeNull();
});

test("declining and prompt=none come back as errors with the state", async () => {
  const declined = await bench.decide(authorize(), "ada", "decline");
  expect(Object.fromEntries(declined.searchParams)).toEqual({ error: "access_denied", state: "s1" });
  const silent = await bench.open(authorize({ prompt: "none" }));
  const location = new URL(silent.headers.get("location") ?? "");
  expect(Object.fromEntries(location.searchParams)).toEqual({ error: "login_required", state: "s1" });
});

test("the consent page is a plain form, and a hint chooses the account", async () => {
  const page = await (await bench.open(authorize({ login_hint: "grace@hopfield.example" }))).text();
  expect(page).toMatch(/<option value="grace" selected>\s*grace@hopfield\.example/);
  expect(
    [...page.matchAll(/<button type="submit" name="decision" value="(\w+)"/g)].map(([, value]) => value),
  ).toEqual(["allow", "decline"]);
  expect(await (await bench.open(authorize({ prompt: "login" }))).text()).toContain("sign in again");
});

test("a code is worth nothing to the wrong client, address or verifier, nor twice, nor late", async () => {
  const wrong: readonly (readonly [fields: Params, status: number, error: string])[] = [
    [{ code_verifier: newPkce().verifier }, 400, "invalid_grant"],
    [{ code_verifier: undefined }, 400, "invalid_grant"],
    [{ redirect_uri: "http://localhost:8788/auth/google/callback" }, 400, "redirect_uri_mismatch"],
    [{ redirect_uri: undefined }, 400, "invalid_request"],
    [{ client_secret: "GOCSPX-wrong" }, 401, "invalid_client"],
    [{ client_secret: undefined }, 401, "invalid_client"],
    [{ client_id: "another" }, 401, "invalid_client"],
    [{ client_id: undefined, client_secret: undefined }, 400, "invalid_request"],
    [{ grant_type: "refresh_token" }, 400, "unsupported_grant_type"],
    [{ code: "4/0nonsense" }, 400, "invalid_grant"],
    [{ code: undefined }, 400, "invalid_request"],
  ];
  for (const [fields, status, error] of wrong) {
    const { code, verifier } = await codeFor();
    const refused = await exchange({ code, code_verifier: verifier, ...fields });
    expect([fields, refused.status, refused.body["error"]]).toEqual([fields, status, error]);
    expect(refused.body).not.toHaveProperty("access_token");
  }
  const late = await codeFor();
  bench.time.now += 10 * 60_000;
  expect((await exchange({ code: late.code, code_verifier: late.verifier })).body["error"]).toBe(
    "invalid_grant",
  );
  expect(await bench.aliveTokens("google", "ada")).toBe(0);

  const once = await codeFor();
  expect((await exchange({ code: once.code, code_verifier: once.verifier })).status).toBe(200);
  expect((await exchange({ code: once.code, code_verifier: once.verifier })).status).toBe(400);
  const guessed = await codeFor();
  expect((await exchange({ code: guessed.code, code_verifier: newPkce().verifier })).status).toBe(400);
  expect((await exchange({ code: guessed.code, code_verifier: guessed.verifier })).status).toBe(400);
  expect(await bench.aliveTokens("google", "ada")).toBe(1);
  expect(await bench.effects("google")).toEqual(["signed_in"]);
});

test("a verifier for a code without challenge is refused, as is a body that is no form", async () => {
  const plain = await bench.decide(authorize(), "ada");
  const code = plain.searchParams.get("code") ?? "";
  const refused = await exchange({ code, code_verifier: newPkce().verifier });
  expect(refused.body["error_description"]).toContain("not needed");
  const json = await bench.fetch(TOKEN, {
    method: "POST",
    body: JSON.stringify({ client_id: SIM_GOOGLE_CLIENT_ID }),
    headers: { "content-type": "application/json" },
  });
  expect(json.status).toBe(400);
});

test("two ways to authenticate that disagree are refused", async () => {
  const { code, verifier } = await codeFor();
  const answer = await bench.fetch(TOKEN, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${SIM_GOOGLE_CLIENT_ID}:wrong`)}` },
    body: formOf({
      grant_type: "authorization_code",
      code,
      code_verifier: verifier,
      redirect_uri: redirect,
      client_id: SIM_GOOGLE_CLIENT_ID,
      client_secret: SIM_GOOGLE_CLIENT_SECRET,
    }),
  });
  expect(answer.status).toBe(401);
  expect(await bench.effects("google")).toEqual([]);
});

test("tokens open userinfo until they end, are taken back, or the person withdraws", async () => {
  const userinfo = (token: string) =>
    bench.fetch("https://openidconnect.googleapis.com/v1/userinfo", {
      headers: { authorization: `Bearer ${token}` },
    });
  const first = (await signIn("mallory")).body["access_token"] ?? "";
  expect(await (await userinfo(first)).json()).toMatchObject({
    email: "mallory@example.test",
    email_verified: false,
  });
  bench.time.now += 3_600_000;
  expect((await userinfo(first)).status).toBe(401);
  const second = (await signIn("mallory")).body["access_token"] ?? "";
  const revoke = () =>
    bench.fetch("https://oauth2.googleapis.com/revoke", { method: "POST", body: formOf({ token: second }) });
  expect((await revoke()).status).toBe(200);
  expect([(await userinfo(second)).status, (await revoke()).status]).toEqual([401, 400]);
  const third = (await signIn("mallory")).body["access_token"] ?? "";
  await bench.control("/google/accounts/mallory/revoke", {});
  expect((await userinfo(third)).status).toBe(401);
  expect((await userinfo("ya29.nonsense")).status).toBe(401);
});

import { createHmac } from "node:crypto";

import { Facebook, UnexpectedErrorResponseBodyError } from "arctic";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createLoginBench, formOf, newPkce, redirectOf, withQuery } from "../login/test-bench.ts";
import { SIM_FACEBOOK_APP_ID, SIM_FACEBOOK_APP_SECRET } from "./credentials.ts";

const bench = createLoginBench();
const redirect = redirectOf("facebook");
const GRAPH = "https://graph.facebook.com/v25.0";

beforeEach(async () => {
  bench.sims.reset();
  await bench.sims.seed();
});
afterEach(() => vi.unstubAllGlobals());

type Params = Readonly<Record<string, string | undefined>>;
interface Graph {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    error?: { code: number; error_subcode?: number; type: string; message: string };
  };
}

const dialog = (more: Params = {}, version = "v25.0") =>
  withQuery(`https://www.facebook.com/${version}/dialog/oauth`, {
    client_id: SIM_FACEBOOK_APP_ID,
    redirect_uri: redirect,
    scope: "email,public_profile",
    state: "s1",
    ...more,
  });

async function codeFor(account = "ada", more: Params = {}, unticked: readonly string[] = []) {
  const back = await bench.decide(dialog(more), account, "allow", unticked);
  return back.searchParams.get("code") ?? "";
}

async function graph(path: string, params: Params, method = "GET", base = GRAPH): Promise<Graph> {
  const answer = await bench.fetch(withQuery(`${base}${path}`, params), { method });
  return { status: answer.status, body: (await answer.json()) as Graph["body"] };
}

const exchange = (fields: Params) =>
  graph("/oauth/access_token", {
    client_id: SIM_FACEBOOK_APP_ID,
    client_secret: SIM_FACEBOOK_APP_SECRET,
    redirect_uri: redirect,
    ...fields,
  });

async function signIn(account = "ada", more: Params = {}, unticked: readonly string[] = []) {
  const { body } = await exchange({ code: await codeFor(account, more, unticked) });
  return String(body["access_token"]);
}

const proofOf = (token: string, secret = SIM_FACEBOOK_APP_SECRET) =>
  createHmac("sha256", secret).update(token).digest("hex");
const me = (token: string, fields = "id,name,first_name,email", proof: string | undefined = proofOf(token)) =>
  graph("/me", { fields, access_token: token, appsecret_proof: proof });

test("a person signs in with GET or POST, and the Graph API tells who it is", async () => {
  const back = await bench.decide(dialog({ state: "a b&c" }), "ada");
  expect([back.searchParams.get("state"), back.hash]).toEqual(["a b&c", "#_=_"]);
  const { body } = await exchange({ code: back.searchParams.get("code") ?? "" });
  expect(body).toMatchObject({ token_type: "bearer", expires_in: 3_600 });
  const posted = await bench.fetch(`${GRAPH}/oauth/access_token`, {
    method: "POST",
    body: formOf({
      client_id: SIM_FACEBOOK_APP_ID,
      client_secret: SIM_FACEBOOK_APP_SECRET,
      redirect_uri: redirect,
      code: await codeFor(),
    }),
  });
  const token = ((await posted.json()) as { access_token: string }).access_token;
  const { body: person } = await me(token);
  expect(person).toEqual({
    id: expect.stringMatching(/^1\d{15}$/) as string,
    name: "Ada Hopfield",
    first_name: "Ada",
    email: "ada.hopfield@mail.example",
  });
  expect(await bench.effects("facebook")).toEqual(["signed_in", "signed_in"]);
  expect((await graph("/me", { access_token: token, appsecret_proof: proofOf(token) })).body).toEqual({
    id: person["id"],
    name: "Ada Hopfield",
  });
});

test("there may be no address: none registered, not asked for, or left out by the person", async () => {
  expect((await me(await signIn("phoebe"))).body).not.toHaveProperty("email");
  expect((await me(await signIn("ada", { scope: "public_profile" }))).body).not.toHaveProperty("email");
  const token = await signIn("ada", {}, ["email"]);
  expect((await me(token)).body).not.toHaveProperty("email");
  const permissions = await graph("/me/permissions", {
    access_token: token,
    appsecret_proof: proofOf(token),
  });
  expect(permissions.body["data"]).toEqual([
    { permission: "public_profile", status: "granted" },
    { permission: "email", status: "declined" },
  ]);
});

test("what was declined is not asked again, unless the app says so or was taken off in between", async () => {
  await signIn("ada", {}, ["email"]);
  const again = await signIn("ada");
  expect((await me(again)).body).not.toHaveProperty("email");
  expect((await me(await signIn("ada", { auth_type: "rerequest" }))).body).toHaveProperty("email");
  await signIn("ada", {}, ["email"]);
  expect((await me(await signIn("ada", { auth_type: "reauthenticate,rerequest" }))).body).toHaveProperty(
    "email",
  );
  const last = await signIn("ada", {}, ["email"]);
  await graph("/me/permissions", { access_token: last, appsecret_proof: proofOf(last) }, "DELETE");
  expect((await me(await signIn("ada"))).body).toHaveProperty("email");
});

test("nothing says whether an address is confirmed", async () => {
  const token = await signIn();
  for (const field of ["verified", "is_verified", "email_verified"]) {
    const { status, body } = await me(token, `id,${field}`);
    expect([status, body.error?.code, body.error?.message]).toEqual([
      400,
      100,
      expect.stringContaining(`nonexisting field (${field})`),
    ]);
  }
});

test("Facebook keeps mistakes of the app on its own page", async () => {
  const challenge = newPkce().challenge;
  const table: readonly (readonly [params: Params, says: string])[] = [
    [{ client_id: "1" }, "Invalid App ID"],
    [{ client_id: undefined }, "Invalid App ID"],
    [{ redirect_uri: "https://evil.com/auth/facebook/callback" }, "URL Blocked"],
    [{ redirect_uri: redirectOf("google") }, "URL Blocked"],
    [{ redirect_uri: undefined }, "URL Blocked"],
    [{ scope: "email,user_photos" }, "Invalid Scopes: user_photos"],
    [{ response_type: "token" }, "response_type"],
    [{ auth_type: "relogin" }, "auth_type"],
    [{ code_challenge: challenge, code_challenge_method: "plain" }, "S256"],
  ];
  for (const [params, says] of table) {
    const page = await bench.open(dialog(params));
    expect([params, page.status, page.headers.get("location")]).toEqual([params, 400, null]);
    expect(await page.text()).toContain(says);
  }
  for (const version of ["v16.0", "v19.0", "v25.1", "25.0"])
    expect([version, (await bench.open(dialog({}, version))).status]).toEqual([version, 400]);
  for (const version of ["v20.0", "v26.0"])
    expect([version, (await bench.open(dialog({}, version))).status]).toEqual([version, 200]);
  expect(await (await bench.open(dialog({ auth_type: "reauthenticate" }))).text()).toContain(
    "password again",
  );
  const declined = await bench.decide(dialog(), "ada", "decline");
  expect(Object.fromEntries(declined.searchParams)).toEqual({
    error: "access_denied",
    error_code: "200",
    error_description: "Permissions error",
    error_reason: "user_denied",
    state: "s1",
  });
});

test("a code is worth nothing to the wrong app, address or verifier, nor twice, nor late", async () => {
  const { verifier, challenge } = newPkce();
  const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
  const wrong: readonly (readonly [fields: Params, code: number, subcode?: number])[] = [
    [{ code_verifier: newPkce().verifier }, 100],
    [{ code_verifier: undefined }, 100],
    [{ redirect_uri: `${redirect}?x=1` }, 100, 36_008],
    [{ redirect_uri: undefined }, 191],
    [{ client_secret: "wrong" }, 1],
    [{ client_secret: undefined }, 1],
    [{ client_id: "1" }, 101],
    [{ client_id: undefined, client_secret: undefined }, 101],
    [{ code: "AQnonsense" }, 100],
    [{ grant_type: "fb_exchange_token" }, 100],
  ];
  for (const [fields, code, subcode] of wrong) {
    const sent = { code: await codeFor("ada", pkce), code_verifier: verifier, ...fields };
    const { status, body } = await exchange(sent);
    expect([fields, status, body.error?.code, body.error?.error_subcode]).toEqual([
      fields,
      400,
      code,
      subcode,
    ]);
    expect(body.error).toMatchObject({
      type: "OAuthException",
      fbtrace_id: expect.any(String) as string,
    });
    expect(body).not.toHaveProperty("access_token");
  }
  const late = await codeFor();
  bench.time.now += 10 * 60_000;
  expect((await exchange({ code: late })).body.error?.error_subcode).toBe(36_007);
  expect(await bench.aliveTokens("facebook", "ada")).toBe(0);
  const once = await codeFor("ada", pkce);
  expect((await exchange({ code: once, code_verifier: verifier })).status).toBe(200);
  expect((await exchange({ code: once, code_verifier: verifier })).body.error?.error_subcode).toBe(36_009);
  expect(await bench.aliveTokens("facebook", "ada")).toBe(1);
});

test("tokens want their proof, the right one, and end", async () => {
  const token = await signIn();
  const failure = async (answer: Promise<Graph>) => {
    const { status, body } = await answer;
    return [status, body.error?.code, body.error?.error_subcode, body.error?.type];
  };
  const wrongProof = proofOf(token, "another secret");
  expect(await failure(me(token, "id", wrongProof))).toEqual([400, 100, undefined, "GraphMethodException"]);
  const without = () => graph("/me", { access_token: token });
  expect(await failure(without())).toEqual([400, 100, undefined, "GraphMethodException"]);
  await bench.control("/facebook/switches", { requires_appsecret_proof: false });
  expect((await without()).status).toBe(200);
  expect(await failure(me(token, "id", wrongProof))).toEqual([400, 100, undefined, "GraphMethodException"]);
  expect(await failure(graph("/me", {}))).toEqual([400, 2_500, undefined, "OAuthException"]);
  expect(await failure(me("EAAnonsense"))).toEqual([400, 190, undefined, "OAuthException"]);
  expect(await failure(graph("/me", { access_token: token }, "GET", GRAPH.replace("25", "16")))).toEqual([
    400,
    2_500,
    undefined,
    "OAuthException",
  ]);
  bench.time.now += 3_600_000;
  expect(await failure(me(token))).toEqual([400, 190, 463, "OAuthException"]);
});

test("debug_token tells the app, and only the app, what a token is", async () => {
  const token = await signIn();
  const debug = (input: string, as = `${SIM_FACEBOOK_APP_ID}|${SIM_FACEBOOK_APP_SECRET}`) =>
    graph("/debug_token", { input_token: input, access_token: as });
  expect((await debug(token)).body["data"]).toMatchObject({
    app_id: SIM_FACEBOOK_APP_ID,
    type: "USER",
    is_valid: true,
    scopes: ["public_profile", "email"],
    expires_at: bench.time.now / 1_000 + 3_600,
    user_id: (await me(token)).body["id"],
  });
  expect((await debug(token, `${SIM_FACEBOOK_APP_ID}|wrong`)).status).toBe(400);
  expect((await debug(token, token)).status).toBe(400);
  expect((await debug("EAAnonsense")).body["data"]).toMatchObject({ is_valid: false, scopes: [] });
  await bench.control("/facebook/accounts/ada/revoke", {});
  expect((await debug(token)).body["data"]).toMatchObject({ is_valid: false, error: { subcode: 458 } });
});

test("taking the app off ends every token of that person and nobody else's", async () => {
  const [first, second, other] = [await signIn(), await signIn(), await signIn("phoebe")];
  const remove = (token: string, proof?: string) =>
    graph("/me/permissions", { access_token: token, appsecret_proof: proof }, "DELETE");
  expect((await remove(first)).status).toBe(400);
  expect((await me(second)).status).toBe(200);
  expect((await remove(first, proofOf(first))).body).toEqual({ success: true });
  expect((await me(first)).body.error).toMatchObject({ code: 190, error_subcode: 458 });
  expect([(await me(second)).status, (await me(other)).status]).toEqual([400, 200]);
  expect((await bench.effects("facebook")).at(-1)).toBe("revoked");
});

test("arctic, which nobody here wrote, once its dead version is put right", async () => {
  // The library is fixed to v16.0, which ended in May 2025.
  const revived = (url: string | URL) => String(url).replace("/v16.0/", "/v25.0/");
  vi.stubGlobal("fetch", async (request: Request) =>
    bench.fetch(revived(request.url), {
      method: request.method,
      headers: request.headers,
      body: await request.arrayBuffer(),
    }),
  );
  const facebook = new Facebook(SIM_FACEBOOK_APP_ID, SIM_FACEBOOK_APP_SECRET, redirect);
  const begin = async () => {
    const url = facebook.createAuthorizationURL("s", ["email", "public_profile"]);
    return (await bench.decide(revived(url), "ada")).searchParams.get("code") ?? "";
  };
  const code = await begin();
  const tokens = await facebook.validateAuthorizationCode(code);
  expect((await me(tokens.accessToken())).body).toHaveProperty("email");
  await expect(facebook.validateAuthorizationCode(code)).rejects.toBeInstanceOf(
    UnexpectedErrorResponseBodyError,
  );
  const thief = new Facebook(SIM_FACEBOOK_APP_ID, "wrong", redirect);
  await expect(thief.validateAuthorizationCode(await begin())).rejects.toMatchObject({
    data: { error: { code: 1 } },
  });
  expect(await bench.aliveTokens("facebook", "ada")).toBe(1);
});

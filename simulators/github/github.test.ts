import { GitHub, OAuth2RequestError } from "arctic";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createLoginBench, formOf, newPkce, redirectOf, withQuery } from "../login/test-bench.ts";
import { SIM_GITHUB_CLIENT_ID, SIM_GITHUB_CLIENT_SECRET } from "./credentials.ts";

const bench = createLoginBench();
const redirect = redirectOf("github");
const TOKEN = "https://github.com/login/oauth/access_token";
const API = "https://api.github.com";

beforeEach(async () => {
  bench.sims.reset();
  await bench.sims.seed();
});
afterEach(() => vi.unstubAllGlobals());

type Params = Readonly<Record<string, string | undefined>>;

const authorize = (more: Params = {}) =>
  withQuery("https://github.com/login/oauth/authorize", {
    client_id: SIM_GITHUB_CLIENT_ID,
    redirect_uri: redirect,
    scope: "user:email read:user",
    state: "s1",
    ...more,
  });

async function codeFor(account = "ada", more: Params = {}) {
  const { verifier, challenge } = newPkce();
  const url = authorize({ code_challenge: challenge, code_challenge_method: "S256", ...more });
  const back = await bench.decide(url, account);
  return { verifier, back, code: back.searchParams.get("code") ?? "" };
}

const post = (fields: Params, headers: Record<string, string> = { accept: "application/json" }) =>
  bench.fetch(TOKEN, {
    method: "POST",
    headers,
    body: formOf({
      client_id: SIM_GITHUB_CLIENT_ID,
      client_secret: SIM_GITHUB_CLIENT_SECRET,
      redirect_uri: redirect,
      ...fields,
    }),
  });

async function signIn(account = "ada", more: Params = {}): Promise<string> {
  const { code, verifier } = await codeFor(account, more);
  const body = (await (await post({ code, code_verifier: verifier })).json()) as Record<string, string>;
  return body["access_token"] ?? "";
}

const get = async (path: string, token: string | null, headers: Record<string, string> = {}) => {
  const answer = await bench.fetch(`${API}${path}`, {
    headers: {
      "user-agent": "Linkarooie",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const json = async (path: string, token: string) => JSON.parse((await get(path, token)).text) as unknown;

test("a person signs in, and the API tells who it is and which addresses are confirmed", async () => {
  const { back } = await codeFor("ada", { state: "a b&c" });
  expect(back.href.startsWith(`${redirect}?`)).toBe(true);
  expect(back.searchParams.get("state")).toBe("a b&c");
  const token = await signIn();
  expect(token).toMatch(/^gho_[A-Za-z0-9]{36}$/);
  const user = (await json("/user", token)) as Record<string, unknown>;
  expect(user).toMatchObject({ login: "ada", name: "Ada Hopfield", email: null });
  expect(user["id"]).toBeTypeOf("number");
  expect(await json("/user/emails", token)).toEqual([
    { email: "ada@hopfield.example", primary: true, verified: true, visibility: "private" },
    {
      email: `${String(user["id"])}+ada@users.noreply.github.com`,
      primary: false,
      verified: true,
      visibility: null,
    },
  ]);
  expect(await bench.effects("github")).toEqual(["signed_in"]);
  const picture = await bench.fetch(String(user["avatar_url"]));
  expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
});

test("an unconfirmed address says so, and a public one is in the profile, confirmed or not", async () => {
  expect(await json("/user/emails", await signIn("mallory"))).toEqual([
    { email: "mallory@example.test", primary: true, verified: false, visibility: "private" },
  ]);
  const emails = [
    { email: "old@eve.example", verified: true },
    { email: "new@eve.example", verified: false, primary: true, visibility: "public" },
  ];
  await bench.control("/github/accounts", { name: "eve", emails });
  const token = await signIn("eve");
  expect(await json("/user", token)).toMatchObject({ login: "eve", email: "new@eve.example" });
  expect(await json("/user/emails", token)).toEqual([
    { email: "old@eve.example", verified: true, primary: false, visibility: null },
    { email: "new@eve.example", verified: false, primary: true, visibility: "public" },
  ]);
});

test("a wrong app, address or challenge stays on GitHub's own page", async () => {
  const challenge = newPkce().challenge;
  const table: readonly (readonly [params: Params, status: number])[] = [
    [{ client_id: "Ov23liAnother" }, 404],
    [{ client_id: undefined }, 404],
    [{ redirect_uri: "https://evil.com/auth/github/callback" }, 400],
    [{ redirect_uri: `${redirect}/more` }, 400],
    [{ redirect_uri: undefined }, 400],
    [{ code_challenge: challenge, code_challenge_method: "plain" }, 400],
    [{ code_challenge: challenge }, 400],
    [{ code_challenge: `${challenge}x`, code_challenge_method: "S256" }, 400],
  ];
  for (const [params, status] of table) {
    const page = await bench.open(authorize(params));
    expect([params, page.status, page.headers.get("location")]).toEqual([params, status, null]);
  }
  const hinted = await (await bench.open(authorize({ login: "mallory", prompt: "select_account" }))).text();
  expect(hinted).toMatch(/<option value="mallory" selected/);
  const declined = await bench.decide(authorize(), "ada", "decline");
  expect(Object.fromEntries(declined.searchParams)).toMatchObject({
    error: "access_denied",
    error_description: "The user has denied your application access.",
    state: "s1",
  });
});

test("refusals of the token endpoint come with 200 and give nothing out", async () => {
  const wrong: readonly (readonly [fields: Params, error: string])[] = [
    [{ code_verifier: newPkce().verifier }, "bad_verification_code"],
    [{ code_verifier: undefined }, "bad_verification_code"],
    [{ code: "0123456789abcdef0123" }, "bad_verification_code"],
    [{ code: undefined }, "bad_verification_code"],
    [{ redirect_uri: "http://localhost:9999/auth/github/callback" }, "redirect_uri_mismatch"],
    [{ client_secret: "wrong" }, "incorrect_client_credentials"],
    [{ client_secret: undefined }, "incorrect_client_credentials"],
    [{ grant_type: "password" }, "unsupported_grant_type"],
  ];
  for (const [fields, error] of wrong) {
    const { code, verifier } = await codeFor();
    const answer = await post({ code, code_verifier: verifier, ...fields });
    const body = (await answer.json()) as Record<string, string>;
    expect([fields, answer.status, body["error"]]).toEqual([fields, 200, error]);
    expect(body).not.toHaveProperty("access_token");
  }
  const { code, verifier } = await codeFor();
  expect((await post({ code, code_verifier: verifier, client_id: "unknown" })).status).toBe(404);
  bench.time.now += 10 * 60_000;
  expect(await (await post({ code, code_verifier: verifier })).json()).toHaveProperty("error");
  expect(await bench.aliveTokens("github", "ada")).toBe(0);

  const once = await codeFor();
  const fields = { code: once.code, code_verifier: once.verifier };
  expect(await (await post(fields)).json()).toHaveProperty("access_token");
  expect(await (await post(fields)).json()).toMatchObject({ error: "bad_verification_code" });
  expect(await bench.aliveTokens("github", "ada")).toBe(1);
});

test("answers are forms unless JSON or XML is asked for, and JSON is read", async () => {
  const exchange = async (headers: Record<string, string>) => {
    const { code, verifier } = await codeFor("ada", { scope: "read:user,user:email,gist" });
    return post({ code, code_verifier: verifier }, headers);
  };
  const form = await exchange({});
  expect(form.headers.get("content-type")).toContain("application/x-www-form-urlencoded");
  const fields = new URLSearchParams(await form.text());
  expect([fields.get("scope"), fields.get("token_type")]).toEqual(["read:user,user:email", "bearer"]);
  expect(await (await exchange({ accept: "application/xml" })).text()).toMatch(/^<OAuth><access_token>gho_/);
  const { code, verifier } = await codeFor();
  const asJson = await bench.fetch(TOKEN, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({
      client_id: SIM_GITHUB_CLIENT_ID,
      client_secret: SIM_GITHUB_CLIENT_SECRET,
      code,
      code_verifier: verifier,
    }),
  });
  expect(await asJson.json()).toHaveProperty("access_token");
});

test("the API wants a user agent, a token and the scope", async () => {
  const token = await signIn();
  const anonymous = await get("/user", token, { "user-agent": "" });
  expect([anonymous.status, anonymous.text]).toEqual([403, expect.stringContaining("User-Agent")]);
  expect((await get("/user", null)).status).toBe(401);
  expect((await get("/user", "gho_nonsense")).status).toBe(401);
  expect((await get("/user", token)).headers.get("x-oauth-scopes")).toBe("read:user, user:email");
  const without = await signIn("ada", { scope: "read:user" });
  expect((await get("/user", without)).status).toBe(200);
  expect((await get("/user/emails", without)).status).toBe(404);
  expect((await get("/user/emails", await signIn("ada", { scope: "user" }))).status).toBe(200);
  expect((await get("/user/keys", token)).status).toBe(404);
});

test("deleting the grant ends every token of the person, for the app's own credentials only", async () => {
  const first = await signIn();
  const second = await signIn();
  const other = await signIn("mallory");
  const remove = async (secret: string, token: string, client = SIM_GITHUB_CLIENT_ID) =>
    (
      await bench.fetch(`${API}/applications/${client}/grant`, {
        method: "DELETE",
        headers: {
          "user-agent": "Linkarooie",
          authorization: `Basic ${btoa(`${SIM_GITHUB_CLIENT_ID}:${secret}`)}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ access_token: token }),
      })
    ).status;
  expect(await remove("wrong", first)).toBe(401);
  expect(await remove(SIM_GITHUB_CLIENT_SECRET, first, "another")).toBe(404);
  expect(await remove(SIM_GITHUB_CLIENT_SECRET, "gho_nonsense")).toBe(422);
  expect((await get("/user", second)).status).toBe(200);
  expect(await remove(SIM_GITHUB_CLIENT_SECRET, first)).toBe(204);
  expect([(await get("/user", first)).status, (await get("/user", second)).status]).toEqual([401, 401]);
  expect((await get("/user", other)).status).toBe(200);
  expect((await bench.effects("github")).filter((effect) => effect === "revoked")).toHaveLength(1);
});

test("the eleventh token of a person ends the first", async () => {
  const first = await signIn();
  for (let count = 0; count < 9; count += 1) await signIn();
  expect((await get("/user", first)).status).toBe(200);
  await signIn();
  expect((await get("/user", first)).status).toBe(401);
  expect(await bench.aliveTokens("github", "ada")).toBe(10);
});

test("arctic, which nobody here wrote: sign-in, refusals with 200, and a code without PKCE", async () => {
  vi.stubGlobal("fetch", bench.fetch);
  const github = new GitHub(SIM_GITHUB_CLIENT_ID, SIM_GITHUB_CLIENT_SECRET, redirect);
  const begin = async () => {
    const back = await bench.decide(github.createAuthorizationURL("s", ["user:email"]), "ada");
    return back.searchParams.get("code") ?? "";
  };
  const tokens = await github.validateAuthorizationCode(await begin());
  expect((await get("/user/emails", tokens.accessToken())).status).toBe(200);
  const thief = new GitHub(SIM_GITHUB_CLIENT_ID, "wrong", redirect);
  await expect(thief.validateAuthorizationCode(await begin())).rejects.toMatchObject({
    code: "incorrect_client_credentials",
  });
  const elsewhere = new GitHub(
    SIM_GITHUB_CLIENT_ID,
    SIM_GITHUB_CLIENT_SECRET,
    "http://127.0.0.1/auth/github/callback",
  );
  await expect(elsewhere.validateAuthorizationCode(await begin())).rejects.toMatchObject({
    code: "redirect_uri_mismatch",
  });
  const { code } = await codeFor();
  await expect(github.validateAuthorizationCode(code)).rejects.toBeInstanceOf(OAuth2RequestError);
  expect(await bench.aliveTokens("github", "ada")).toBe(1);
});

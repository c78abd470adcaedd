import { describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { LOGIN_ENDPOINTS } from "./endpoints.ts";
import { createGitHub } from "./github.ts";

const CLIENT = { id: "Ov23li", secret: "hush" };
const REDIRECT = "https://linkarooie.example/auth/github/callback";
const TOKEN = "POST github.com/login/oauth/access_token";
const USER = "GET api.github.com/user";
const EMAILS = "GET api.github.com/user/emails";

const provider = createGitHub({ client: CLIENT, endpoints: LOGIN_ENDPOINTS.github });
const PRIMARY = { email: "ada@hopfield.example", primary: true, verified: true, visibility: "private" };

function finish(answers: Record<string, unknown> = {}, callback = "code=c1") {
  const ports = scriptedPorts({
    [TOKEN]: { access_token: "gho_1", token_type: "bearer", scope: "user:email" },
    [USER]: { id: 583_231, login: "ada", name: "Ada Lovelace", email: "shown@example.test" },
    [EMAILS]: [{ email: "old@example.test", primary: false, verified: true, visibility: null }, PRIMARY],
    ...answers,
  });
  const who = provider.finish(ports, {
    callback: new URLSearchParams(callback),
    flow: { codeVerifier: "v-1", nonce: null },
    redirectUri: REDIRECT,
  });
  return { ports, who };
}

describe("begin", () => {
  it("asks for a code with state and PKCE", () => {
    const started = provider.begin({ redirectUri: REDIRECT, fresh: true });
    const url = new URL(started.authorizeUrl);
    expect(`${url.origin}${url.pathname}`).toBe("https://github.com/login/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: CLIENT.id,
      redirect_uri: REDIRECT,
      scope: "user:email",
      state: started.state,
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(provider.issuer).toBe("https://github.com/login/oauth");
  });
});

describe("finish", () => {
  it("takes the number for who it is and the primary, verified address, which is never authoritative", async () => {
    expect(await finish().who).toEqual({
      subject: "583231",
      email: PRIMARY.email,
      emailVerified: true,
      emailAuthoritative: false,
      name: "Ada Lovelace",
      authTime: null,
    });
  });

  it("says who is calling, asks for JSON, and sends the verifier with the code", async () => {
    const { ports, who } = finish();
    await who;
    const [exchange, ...reads] = ports.sent;
    expect(exchange?.headers.get("accept")).toBe("application/json");
    expect(Object.fromEntries(exchange?.body as URLSearchParams)).toMatchObject({
      code: "c1",
      code_verifier: "v-1",
      client_secret: CLIENT.secret,
    });
    expect(reads).toHaveLength(2);
    for (const read of reads) expect(read.headers.get("authorization")).toBe("Bearer gho_1");
    for (const each of ports.sent) {
      expect(each.headers.get("user-agent")).toMatch(/^Linkarooie\//);
      expect(each.url).not.toMatch(/hush|gho_1/);
    }
  });

  it.each<[string, unknown]>([
    ["only unverified addresses", [{ ...PRIMARY, verified: false }]],
    ["a verified address that is not the primary one", [{ ...PRIMARY, primary: false }]],
    ["no address", []],
    ["no permission to read them", () => Response.json({ message: "Not Found" }, { status: 404 })],
    ["an address nobody could write to", [{ ...PRIMARY, email: "ada" }]],
  ])("knows no address for %s, whatever the profile shows", async (_, emails) => {
    expect(await finish({ [EMAILS]: emails }).who).toMatchObject({
      subject: "583231",
      email: null,
      emailVerified: false,
      emailAuthoritative: false,
    });
  });

  it("takes the login for a name where there is none", async () => {
    expect((await finish({ [USER]: { id: 1, login: "ada", name: null } }).who).name).toBe("ada");
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a used code, refused with status 200", { [TOKEN]: { error: "bad_verification_code" } }, "code_refused"],
    ["a wrong secret", { [TOKEN]: { error: "incorrect_client_credentials" } }, "provider_answer"],
    ["no token", { [TOKEN]: {} }, "provider_answer"],
    ["a login in the place of the number", { [USER]: { id: "ada", login: "ada" } }, "provider_answer"],
    [
      "a token taken back",
      { [USER]: () => Response.json({ message: "x" }, { status: 401 }) },
      "provider_answer",
    ],
    ["addresses of another form", { [EMAILS]: [{ email: "ada@hopfield.example" }] }, "provider_answer"],
    ["a unicorn", { [TOKEN]: () => new Response("<html>", { status: 503 }) }, "provider_unavailable"],
    ["no answer", { [EMAILS]: () => Promise.reject(new TypeError("refused")) }, "provider_unavailable"],
  ])("tells %s apart", async (_, answers, reason) => {
    await expect(finish(answers).who).rejects.toMatchObject({ name: "LoginProviderError", reason });
  });

  it.each([
    ["error=access_denied&error_description=No", "declined"],
    ["error=redirect_uri_mismatch", "provider_answer"],
  ])("asks nobody anything for the callback %s", async (callback, reason) => {
    const { ports, who } = finish({}, callback);
    await expect(who).rejects.toMatchObject({ reason });
    expect(ports.sent).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";

import { scriptedPorts } from "../../../test/support/worker/scripted-ports.ts";
import { hmacSha256Hex } from "../hash.ts";
import { LOGIN_ENDPOINTS } from "./endpoints.ts";
import { createFacebook } from "./facebook.ts";

const CLIENT = { id: "1029384756", secret: "hush" };
const REDIRECT = "https://linkarooie.example/auth/facebook/callback";
const TOKEN = "POST graph.facebook.com/v25.0/oauth/access_token";
const ME = "GET graph.facebook.com/v25.0/me";
const FLOW = { codeVerifier: null, nonce: null };

const provider = createFacebook({ client: CLIENT, endpoints: LOGIN_ENDPOINTS.facebook });

function finish(answers: Record<string, unknown> = {}, callback = "code=c1") {
  const ports = scriptedPorts({
    [TOKEN]: { access_token: "EAA1", token_type: "bearer", expires_in: 3_600 },
    [ME]: { id: "10158000000000001", name: "Ada Lovelace", email: "ada@hopfield.example" },
    ...answers,
  });
  const who = provider.finish(ports, {
    callback: new URLSearchParams(callback),
    flow: FLOW,
    redirectUri: REDIRECT,
  });
  return { ports, who };
}

/** As Graph refuses: status 400 and an object. */
function refusal(code: number, details: object = {}) {
  const error = {
    message: "(#100) secret detail",
    type: "OAuthException",
    code,
    fbtrace_id: "A1",
    ...details,
  };
  return () => Response.json({ error }, { status: 400 });
}

describe("begin", () => {
  it("leads to the dialog with a state of its own, and asks for the password again only to prove something", () => {
    const started = provider.begin({ redirectUri: REDIRECT, fresh: false });
    const url = new URL(started.authorizeUrl);
    expect(`${url.origin}${url.pathname}`).toBe("https://www.facebook.com/v25.0/dialog/oauth");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: CLIENT.id,
      redirect_uri: REDIRECT,
      scope: "email public_profile",
      state: started.state,
    });
    const fresh = new URL(provider.begin({ redirectUri: REDIRECT, fresh: true }).authorizeUrl);
    expect(fresh.searchParams.get("auth_type")).toBe("reauthenticate");
    expect(fresh.searchParams.get("state")).not.toBe(started.state);
  });
});

describe("finish", () => {
  it("says who it is and never that an address is proved", async () => {
    const { who } = finish({ [ME]: { id: "1", name: "Ada", email: "ada@gmail.com", verified: true } });
    expect(await who).toEqual({
      subject: "1",
      email: "ada@gmail.com",
      emailVerified: false,
      emailAuthoritative: false,
      name: "Ada",
      authTime: null,
    });
  });

  it("proves its calls with the app's secret, and puts neither secret nor token into an address", async () => {
    const { ports, who } = finish();
    await who;
    const [exchange, me] = ports.sent;
    expect(Object.fromEntries(exchange?.body as URLSearchParams)).toMatchObject({
      code: "c1",
      client_secret: CLIENT.secret,
      redirect_uri: REDIRECT,
    });
    const url = new URL(me?.url ?? "");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      fields: "id,name,email",
      appsecret_proof: await hmacSha256Hex(CLIENT.secret, "EAA1"),
    });
    expect(me?.headers.get("authorization")).toBe("Bearer EAA1");
    for (const { url: address } of ports.sent) {
      expect(address).not.toContain(CLIENT.secret);
      expect(address).not.toContain("EAA1");
    }
  });

  it.each([
    ["by telephone", { id: "1", name: "Ada" }],
    ["with an address nobody could write to", { id: "1", name: "Ada", email: "ada" }],
  ])("goes on without an address for an account made %s", async (_, me) => {
    expect(await finish({ [ME]: me }).who).toMatchObject({ subject: "1", email: null, emailVerified: false });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a used code", { [TOKEN]: refusal(100, { error_subcode: 36_009 }) }, "code_refused"],
    ["a token taken back", { [ME]: refusal(190, { error_subcode: 458 }) }, "provider_answer"],
    ["a fault that passes", { [TOKEN]: refusal(999, { is_transient: true }) }, "provider_unavailable"],
    ["a fault of the service", { [ME]: refusal(2) }, "provider_unavailable"],
    ["too many calls", { [ME]: refusal(4) }, "provider_unavailable"],
    ["a server that is down", { [TOKEN]: () => new Response("", { status: 502 }) }, "provider_unavailable"],
    ["no answer", { [ME]: () => Promise.reject(new TypeError("refused")) }, "provider_unavailable"],
    ["no token", { [TOKEN]: { token_type: "bearer" } }, "provider_answer"],
    ["nobody's id", { [ME]: { name: "Ada" } }, "provider_answer"],
    ["an id that is none", { [ME]: { id: "../x" } }, "provider_answer"],
  ])("tells %s apart, without Facebook's own words", async (_, answers, reason) => {
    const error = await finish(answers).who.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "LoginProviderError", reason });
    expect(String(error)).not.toContain("secret detail");
  });

  it.each([
    ["error=access_denied&error_code=200&error_reason=user_denied", "declined"],
    ["error_code=1349126&error_message=App%20not%20set%20up", "provider_answer"],
    ["", "provider_answer"],
  ])("asks nobody anything for the callback %s", async (callback, reason) => {
    const { ports, who } = finish({}, callback);
    await expect(who).rejects.toMatchObject({ reason });
    expect(ports.sent).toEqual([]);
  });
});

/** Questions to the authorization server, right and wrong. */
import { CLIENT, type Probe, SCOPE, type Side } from "./probe-side.ts";
import { REDIRECT } from "./world.ts";

const VERIFIER = "v".repeat(43);
const CODE = `cod-${"0".repeat(64)}`;
const REFRESH = `ref-${"0".repeat(64)}`;
const EXCHANGE = {
  grant_type: "authorization_code",
  code: CODE,
  redirect_uri: REDIRECT,
  code_verifier: VERIFIER,
};

export const oauthProbes: readonly Probe[] = [
  ["protected resource", ({ send }) => send("GET", "/.well-known/oauth-protected-resource")],
  ["push with GET", ({ send }) => send("GET", "/oauth/par")],
  [
    "push without client",
    ({ send }) => send("POST", "/oauth/par", { body: new URLSearchParams({ a: "b" }) }),
  ],
  ["push without proof", ({ push }) => push({}, "nobody")],
  ["push", push({})],
  ["push: redirect elsewhere", push({ redirect_uri: "http://127.0.0.1:1/elsewhere" })],
  ["push: redirect on another port", push({ redirect_uri: REDIRECT.replace("8787", "9999") })],
  ["push: scope not declared", push({ scope: `${SCOPE} transition:generic` })],
  ["push: no atproto scope", push({ scope: "blob:image/*" })],
  ["push: no challenge", push({ code_challenge: null, code_challenge_method: null })],
  ["push: plain challenge", push({ code_challenge_method: "plain" })],
  ["push: response type token", push({ response_type: "token" })],
  ["push: senseless hint", push({ login_hint: "not a handle" })],
  ["push: foreign client parameter", push({ client_id: "http://localhost?color=red" })],
  ["token: unknown code", form("token", EXCHANGE)],
  ["token: unknown code, no proof", form("token", EXCHANGE, "nobody")],
  ["token: unknown refresh token", form("token", { grant_type: "refresh_token", refresh_token: REFRESH })],
  ["token: misshapen refresh token", form("token", { grant_type: "refresh_token", refresh_token: "x" })],
  ["token: no grant type", form("token", {})],
  ["token: password grant", form("token", { grant_type: "password", username: "a", password: "b" })],
  ["revoke: unknown token", form("revoke", { token: REFRESH })],
  ["revoke: nothing named", form("revoke", {})],
];

function push(change: Readonly<Record<string, string | null>>) {
  return (side: Side) => side.push(change);
}

function form(
  endpoint: "token" | "revoke",
  fields: Readonly<Record<string, string>>,
  as: "nobody" | "proof" = "proof",
) {
  const body = new URLSearchParams({ client_id: CLIENT, ...fields });
  return (side: Side) => side.send("POST", `/oauth/${endpoint}`, { as, body });
}

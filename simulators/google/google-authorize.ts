/** The page of the simulated Google where a person signs in to an app. */
import { Hono } from "hono";

import type { SimClock } from "../clock.ts";
import { consentPage, refusalPage } from "../consent-page.ts";
import { keepCode } from "../login/codes.ts";
import { randomLetters } from "../login/login-state.ts";
import { isS256Challenge } from "../login/pkce.ts";
import { backTo, isRegisteredRedirect } from "../login/redirect-uris.ts";
import type { SimEnv } from "../simulator.ts";
import { SIM_GOOGLE_APP_NAME, SIM_GOOGLE_CLIENT_ID } from "./credentials.ts";
import { GOOGLE_ISSUER, type GoogleDocument } from "./google-state.ts";
import { inWords, longScopes, readScopes } from "./scopes.ts";

/** How old a session is that Google does not renew. */
const STALE_MS = 24 * 3_600_000;

interface Asked {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly prompts: readonly string[];
  readonly hasMaxAge: boolean;
  readonly hint: string | null;
}

export function googleAuthorize(document: GoogleDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/o/oauth2/v2/auth", (c) => {
    const asked = read(new URL(c.req.url).searchParams);
    if (!("redirectUri" in asked)) return asked;
    const { accounts } = document.value;
    const hinted = accounts.find((each) => [each.email, each.id].includes(asked.hint ?? ""));
    return consentPage({
      platform: "Google",
      app: SIM_GOOGLE_APP_NAME,
      asks: asked.scopes.map(inWords),
      accounts: accounts.map(({ name, email }) => ({ name, handle: email })),
      selected: hinted?.name,
      note: asked.prompts.includes("login") ? "Google asks you to sign in again." : undefined,
      hidden: {},
    });
  });

  // The form posts to its own address, so what was asked for is still in the query.
  app.post("/o/oauth2/v2/auth", async (c) => {
    const asked = read(new URL(c.req.url).searchParams);
    if (!("redirectUri" in asked)) return asked;
    const fields = await c.req.parseBody();
    const { redirectUri, state, scopes } = asked;
    if (fields["decision"] !== "allow") return backTo(redirectUri, { error: "access_denied", state });
    const account = document.value.accounts.find((each) => each.name === fields["account"]);
    if (account === undefined) return refusalPage("Google", 400, "Choose an account first.");
    const code = `4/0${randomLetters(70)}`;
    const signedInAt = clock.now() - (document.value.switches["stale_session"] === true ? STALE_MS : 0);
    const { nonce, challenge, hasMaxAge } = asked;
    const authenticatedAt = hasMaxAge ? signedInAt : null;
    keepCode(
      document,
      { code, account: account.name, redirectUri, scopes, challenge, nonce, authenticatedAt },
      clock,
    );
    c.env.call.account = account.name;
    return backTo(redirectUri, {
      state,
      // Google sends it, though its discovery document does not announce it (RFC 9207).
      iss: GOOGLE_ISSUER,
      code,
      scope: [...new Set([...scopes, ...longScopes(scopes).split(" ")])].join(" "),
      authuser: "0",
      hd: account.hd,
      prompt: asked.prompts.includes("login") ? "login" : "consent",
    });
  });
  return app;
}

/** Google shows every mistake of the app to the person, on its own page. */
function read(query: URLSearchParams): Asked | Response | Promise<Response> {
  const refuse = (status: 400 | 401, code: string, why: string) =>
    refusalPage("Google", status, `Error ${status}: ${code}. ${why}`);
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined)
    return refuse(400, "invalid_request", `OAuth 2 parameters can only have a single value: ${twice}`);
  for (const name of ["client_id", "redirect_uri", "response_type", "scope"]) {
    if ((query.get(name) ?? "") === "")
      return refuse(400, "invalid_request", `Missing required parameter: ${name}`);
  }
  if (query.get("client_id") !== SIM_GOOGLE_CLIENT_ID)
    return refuse(401, "invalid_client", "The OAuth client was not found.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect("google", redirectUri))
    return refuse(400, "redirect_uri_mismatch", `The app did not register ${redirectUri}`);
  if (query.get("response_type") !== "code")
    return refuse(400, "unsupported_response_type", "Only code is simulated.");
  const scopes = readScopes(query.get("scope") ?? "");
  if (scopes === null)
    return refuse(400, "invalid_scope", `Some requested scopes were invalid: ${query.get("scope")}`);
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null ? method !== null : method !== "S256" || !isS256Challenge(challenge))
    return refuse(400, "invalid_request", "The code challenge must be an S256 one.");
  const maxAge = query.get("max_age");
  if (maxAge !== null && !/^\d{1,9}$/.test(maxAge)) return refuse(400, "invalid_request", "Invalid max_age");
  const prompts = (query.get("prompt") ?? "").split(" ").filter((each) => each !== "");
  const known = ["none", "login", "consent", "select_account"];
  if (prompts.some((each) => !known.includes(each)) || (prompts.includes("none") && prompts.length > 1))
    return refuse(400, "invalid_request", `Invalid parameter value for prompt: ${prompts.join(" ")}`);
  const state = query.get("state");
  // Nobody is ever signed in here beforehand.
  if (prompts.includes("none")) return backTo(redirectUri, { error: "login_required", state });
  const [nonce, hint] = [query.get("nonce"), query.get("login_hint")];
  return { redirectUri, state, scopes, nonce, challenge, prompts, hasMaxAge: maxAge !== null, hint };
}

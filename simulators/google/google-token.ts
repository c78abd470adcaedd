/** The token endpoint of the simulated Google, and taking a token back. Refresh tokens are not simulated. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { checkClient } from "../login/client-credentials.ts";
import { redeemCode, type CodeRefusal } from "../login/codes.ts";
import { formFields } from "../login/form-fields.ts";
import { randomLetters } from "../login/login-state.ts";
import { findToken, keepToken, newToken, revokeTokens } from "../login/tokens.ts";
import type { SimEnv } from "../simulator.ts";
import { GOOGLE_CLIENT } from "./credentials.ts";
import type { GoogleKeys } from "./google-keys.ts";
import type { GoogleDocument } from "./google-state.ts";
import { idTokenClaims } from "./id-token.ts";
import { longScopes } from "./scopes.ts";

const ACCESS_TOKEN_MS = 3_600_000;

/** Google's `error` and `error_description` for a code it does not take. */
const CODE_ERRORS: Readonly<Record<CodeRefusal, readonly [error: string, description: string]>> = {
  unknown: ["invalid_grant", "Malformed auth code."],
  used: ["invalid_grant", "Bad Request"],
  expired: ["invalid_grant", "Bad Request"],
  redirect_uri: ["redirect_uri_mismatch", "Bad Request"],
  verifier_missing: ["invalid_grant", "Missing code verifier."],
  verifier_wrong: ["invalid_grant", "Invalid code verifier."],
  verifier_unasked: ["invalid_grant", "code_verifier or verifier is not needed."],
};

export function googleToken(document: GoogleDocument, keys: GoogleKeys, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.post("/oauth2/token", async (c) => {
    const form = await formFields(c.req.raw);
    const client = checkClient(GOOGLE_CLIENT, c.req.header("authorization") ?? null, form);
    if (client === "none")
      return refuse(c, 400, "invalid_request", "Could not determine client ID from request.");
    if (client === "unknown") return refuse(c, 401, "invalid_client", "The OAuth client was not found.");
    if (client !== "ok") return refuse(c, 401, "invalid_client", "The provided client secret is invalid.");
    for (const name of ["grant_type", "code", "redirect_uri"]) {
      if ((form[name] ?? "") === "")
        return refuse(c, 400, "invalid_request", `Missing required parameter: ${name}`);
    }
    if (form["grant_type"] !== "authorization_code")
      return refuse(c, 400, "unsupported_grant_type", `Invalid grant_type: ${form["grant_type"]}`);
    const sent = { redirectUri: form["redirect_uri"] ?? "", verifier: form["code_verifier"] ?? null };
    const code = redeemCode(document, form["code"] ?? "", sent, clock);
    if (typeof code === "string") return refuse(c, 400, ...CODE_ERRORS[code]);
    const account = document.value.accounts.find((each) => each.name === code.account);
    if (account === undefined) return refuse(c, 400, "invalid_grant", "Account has been deleted");

    const token = newToken(`ya29.a0${randomLetters(180)}`, code, ACCESS_TOKEN_MS, clock);
    const asked = {
      nonce: code.nonce,
      authenticatedAt: code.authenticatedAt === null ? null : clock.toWall(code.authenticatedAt),
    };
    const claims = idTokenClaims(account, code.scopes, asked, token.token, clock.wall());
    const idToken = code.scopes.includes("openid")
      ? { id_token: await keys.sign(claims, document.value.switches["next_key"] === true) }
      : {};
    c.env.call.account = account.name;
    c.env.call.commit("signed_in", () => keepToken(document, token));
    c.header("cache-control", "no-cache, no-store, max-age=0, must-revalidate");
    return c.json({
      access_token: token.token,
      expires_in: ACCESS_TOKEN_MS / 1_000 - 1,
      scope: longScopes(code.scopes),
      token_type: "Bearer",
      ...idToken,
    });
  });

  // Takes the token in the query or in the form; one token gone means the whole permission is.
  app.post("/oauth2/revoke", async (c) => {
    const form = await formFields(c.req.raw);
    const token = findToken(document, form["token"] ?? c.req.query("token") ?? null, clock);
    if (typeof token === "string") return refuse(c, 400, "invalid_token", "Token expired or revoked");
    c.env.call.account = token.account;
    c.env.call.commit("revoked", () => void revokeTokens(document, token.account, clock));
    return c.json({});
  });
  return app;
}

function refuse(c: Context<SimEnv>, status: 400 | 401, error: string, description: string) {
  return c.json({ error, error_description: description }, status);
}

/** The token endpoint of the simulated GitHub. Refusals are answered with 200; the body says what is wrong. */
import { Hono } from "hono";

import type { SimClock } from "../clock.ts";
import { checkClient } from "../login/client-credentials.ts";
import { redeemCode } from "../login/codes.ts";
import { formFields } from "../login/form-fields.ts";
import { randomLetters, type LoginToken } from "../login/login-state.ts";
import { keepToken, newToken } from "../login/tokens.ts";
import type { SimEnv } from "../simulator.ts";
import { GITHUB_CLIENT } from "./credentials.ts";
import type { GitHubDocument } from "./github-state.ts";

const ERRORS_PAGE =
  "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";

/** With one more for the same person, app and scopes, the oldest dies. */
const MAX_TOKENS = 10;

const ERRORS = {
  incorrect_client_credentials: "The client_id and/or client_secret passed are incorrect.",
  redirect_uri_mismatch: "The redirect_uri MUST match the registered callback URL for this application.",
  bad_verification_code: "The code passed is incorrect or expired.",
  unsupported_grant_type: "The grant type is not supported.",
} as const;

export function githubToken(document: GitHubDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.post("/login/oauth/access_token", async (c) => {
    const form = await formFields(c.req.raw, { json: true });
    const client = checkClient(GITHUB_CLIENT, c.req.header("authorization") ?? null, form);
    if (client === "none" || client === "unknown") return c.json({ error: "Not Found" }, 404);
    if (client !== "ok") return githubTokenError(c.req.raw, "incorrect_client_credentials");
    if ((form["grant_type"] ?? "authorization_code") !== "authorization_code")
      return githubTokenError(c.req.raw, "unsupported_grant_type");
    const sent = { redirectUri: form["redirect_uri"] ?? null, verifier: form["code_verifier"] ?? null };
    const code = redeemCode(document, form["code"] ?? "", sent, clock);
    if (code === "redirect_uri") return githubTokenError(c.req.raw, "redirect_uri_mismatch");
    if (typeof code === "string") return githubTokenError(c.req.raw, "bad_verification_code");
    const token = newToken(`gho_${randomLetters(36)}`, code, null, clock);
    c.env.call.account = code.account;
    c.env.call.commit("signed_in", () => {
      keepToken(document, token);
      endOldest(document, token, clock);
    });
    return tokenAnswer(c.req.raw, {
      access_token: token.token,
      scope: code.scopes.join(","),
      token_type: "bearer",
    });
  });
  return app;
}

function endOldest(document: GitHubDocument, { account, scopes }: LoginToken, clock: SimClock): void {
  const alike = document.value.tokens.filter(
    (each) => each.account === account && each.revokedAt === null && each.scopes.join() === scopes.join(),
  );
  for (const token of alike.slice(0, -MAX_TOKENS)) token.revokedAt = clock.now();
  document.save();
}

/** A refusal in GitHub's words, with status 200. */
export function githubTokenError(request: Request, error: keyof typeof ERRORS): Response {
  const anchor = error.replaceAll("_", "-");
  return tokenAnswer(request, {
    error,
    error_description: ERRORS[error],
    error_uri: `${ERRORS_PAGE}/#${anchor}`,
  });
}

/** Form-encoded unless the client asks for JSON or XML. */
function tokenAnswer(request: Request, fields: Record<string, string>): Response {
  const accept = request.headers.get("accept") ?? "";
  const headers = (type: string) => ({
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
  });
  if (accept.includes("application/json"))
    return new Response(JSON.stringify(fields), { headers: headers("application/json") });
  if (accept.includes("application/xml")) {
    const inner = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    return new Response(`<OAuth>${inner.join("")}</OAuth>`, { headers: headers("application/xml") });
  }
  const text = new URLSearchParams(fields).toString();
  return new Response(text, { headers: headers("application/x-www-form-urlencoded") });
}

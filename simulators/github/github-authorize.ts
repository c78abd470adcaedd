/** The page of the simulated GitHub where a person signs in to an app. */
import { Hono } from "hono";

import type { SimClock } from "../clock.ts";
import { consentPage, refusalPage } from "../consent-page.ts";
import { keepCode } from "../login/codes.ts";
import { randomLetters } from "../login/login-state.ts";
import { isS256Challenge } from "../login/pkce.ts";
import { backTo, isRegisteredRedirect } from "../login/redirect-uris.ts";
import type { SimEnv } from "../simulator.ts";
import { SIM_GITHUB_APP_NAME, SIM_GITHUB_CLIENT_ID } from "./credentials.ts";
import type { GitHubDocument } from "./github-state.ts";
import { inWords, readScopes } from "./scopes.ts";

const ERRORS_PAGE =
  "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors";

interface Asked {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
  readonly login: string | null;
}

export function githubAuthorize(document: GitHubDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/login/oauth/authorize", (c) => {
    const asked = read(new URL(c.req.url).searchParams);
    if (!("redirectUri" in asked)) return asked;
    const { accounts } = document.value;
    const hinted = accounts.find(
      ({ name, emails }) => name === asked.login || emails.some(({ email }) => email === asked.login),
    );
    return consentPage({
      platform: "GitHub",
      app: SIM_GITHUB_APP_NAME,
      asks: ["Read your public data", ...asked.scopes.map(inWords)],
      accounts: accounts.map(({ name }) => ({ name, handle: name })),
      selected: hinted?.name,
      hidden: {},
    });
  });

  // The form posts to its own address, so what was asked for is still in the query.
  app.post("/login/oauth/authorize", async (c) => {
    const asked = read(new URL(c.req.url).searchParams);
    if (!("redirectUri" in asked)) return asked;
    const fields = await c.req.parseBody();
    const { redirectUri, state, scopes, challenge } = asked;
    if (fields["decision"] !== "allow") {
      return backTo(redirectUri, {
        error: "access_denied",
        error_description: "The user has denied your application access.",
        error_uri: `${ERRORS_PAGE}/#access-denied`,
        state,
      });
    }
    const account = document.value.accounts.find((each) => each.name === fields["account"]);
    if (account === undefined) return refusalPage("GitHub", 400, "Choose an account first.");
    const code = randomLetters(20).toLowerCase();
    keepCode(document, { code, account: account.name, redirectUri, scopes, challenge }, clock);
    c.env.call.account = account.name;
    return backTo(redirectUri, { code, state });
  });
  return app;
}

/**
 * A wrong app or address is told on GitHub's own page. The address has to be named: the real one falls back to the
 * single one that is registered, and here there are many.
 */
function read(query: URLSearchParams): Asked | Response | Promise<Response> {
  if (query.get("client_id") !== SIM_GITHUB_CLIENT_ID)
    return refusalPage("GitHub", 404, "There is no app with this client_id.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect("github", redirectUri)) {
    return refusalPage(
      "GitHub",
      400,
      "Be careful: the redirect_uri is not associated with this application.",
    );
  }
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null ? method !== null : method !== "S256" || !isS256Challenge(challenge)) {
    return refusalPage(
      "GitHub",
      400,
      "code_challenge must be a SHA-256 hash of 43 characters, and code_challenge_method must be S256.",
    );
  }
  const scopes = readScopes(query.get("scope") ?? "");
  return { redirectUri, state: query.get("state"), scopes, challenge, login: query.get("login") };
}

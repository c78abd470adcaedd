/** The API of the simulated GitHub: who a token belongs to, with which addresses, and taking a permission back. */
import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import { basicOf, checkClient } from "../login/client-credentials.ts";
import { formFields } from "../login/form-fields.ts";
import type { LoginToken } from "../login/login-state.ts";
import { bearerOf, findToken, revokeTokens } from "../login/tokens.ts";
import { createRateWindows, type RateState } from "../rate-windows.ts";
import type { SimEnv } from "../simulator.ts";
import { GITHUB_CLIENT } from "./credentials.ts";
import { apiError, noUserAgent } from "./github-errors.ts";
import type { GitHubAccount, GitHubDocument } from "./github-state.ts";
import { mayReadEmails } from "./scopes.ts";

/** Calls an hour of one person. */
const LIMIT = 5_000;
const WINDOW_MS = 3_600_000;

interface GitHubApi {
  readonly app: Hono<SimEnv>;
  /** Forgets the windows. */
  reset(): void;
}

export function githubApi(document: GitHubDocument, clock: SimClock): GitHubApi {
  const app = new Hono<SimEnv>();
  const rates = createRateWindows(() => clock.now());

  app.use("/api/*", async (c, next) => {
    if ((c.req.header("user-agent") ?? "").trim() === "") return noUserAgent();
    return next();
  });
  app.get("/api/user", (c) =>
    answer(c, [], (account) => {
      const primary = account.emails.find((each) => each.primary);
      return {
        login: account.name,
        id: Number(account.id),
        avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
        html_url: `https://github.com/${account.name}`,
        type: "User",
        site_admin: false,
        name: account.displayName,
        // Whatever the person shows, confirmed or not.
        email: primary?.visibility === "public" ? primary.email : null,
        created_at: new Date(clock.toWall(account.createdAt)).toISOString().replace(/\.\d+/, ""),
      };
    }),
  );
  app.get("/api/user/emails", (c) => answer(c, ["user", "user:email"], ({ emails }) => emails));

  app.delete("/api/applications/:client/grant", async (c) => {
    const authorization = c.req.header("authorization") ?? null;
    if (basicOf(authorization) === null) return apiError(401, "Requires authentication");
    if (checkClient(GITHUB_CLIENT, authorization, {}) !== "ok") return apiError(401, "Bad credentials");
    if (c.req.param("client") !== GITHUB_CLIENT.id) return apiError(404, "Not Found");
    const { access_token: presented = "" } = await formFields(c.req.raw, { json: true });
    const token = findToken(document, presented, clock);
    if (typeof token === "string") return apiError(422, "Validation Failed");
    c.env.call.account = token.account;
    c.env.call.commit("revoked", () => void revokeTokens(document, token.account, clock));
    return c.body(null, 204);
  });
  app.all("/api/*", () => apiError(404, "Not Found"));

  /** `accepted` are the scopes of which one is needed; a token without gets 404, as if there were nothing. */
  function answer(c: Context<SimEnv>, accepted: readonly string[], body: (account: GitHubAccount) => object) {
    const presented = githubTokenOf(c.req.raw);
    if (presented === null) return apiError(401, "Requires authentication");
    const token = findToken(document, presented, clock);
    const account = typeof token === "string" ? undefined : accountOf(token);
    if (typeof token === "string" || account === undefined) return apiError(401, "Bad credentials");
    const rate = rates.take(account.name, LIMIT, WINDOW_MS);
    const headers = {
      ...rateHeaders(rate, clock),
      "x-oauth-scopes": token.scopes.join(", "),
      "x-accepted-oauth-scopes": accepted.join(", "),
      "x-oauth-client-id": GITHUB_CLIENT.id,
    };
    if (!rate.allowed) return apiError(403, `API rate limit exceeded for user ID ${account.id}.`, headers);
    if (accepted.length > 0 && !mayReadEmails(token.scopes)) return apiError(404, "Not Found", headers);
    return c.json(body(account), 200, headers);
  }
  const accountOf = ({ account }: LoginToken) =>
    document.value.accounts.find((each) => each.name === account);

  return { app, reset: () => rates.clear() };
}

/** GitHub takes `Bearer` and `token`. */
export function githubTokenOf(request: Request): string | null {
  return bearerOf(request, /^(?:Bearer|token)$/i);
}

/** The reset is in epoch seconds by the clients' clock. */
export function rateHeaders(
  { limit, remaining, resetAt }: Omit<RateState, "allowed">,
  clock: SimClock,
): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-used": String(limit - remaining),
    "x-ratelimit-reset": String(Math.ceil(clock.toWall(resetAt) / 1_000)),
    "x-ratelimit-resource": "core",
  };
}

/** The page of the simulated Mastodon server where a person lets an app in. */
import { Hono } from "hono";

import type { SimClock } from "../clock.ts";
import { consentPage, refusalPage } from "../consent-page.ts";
import type { SimEnv } from "../simulator.ts";
import { MASTODON_HOST, newSecret, type MastodonApp, type MastodonDocument } from "./mastodon-state.ts";
import { inWords, isSubset, parseScopes } from "./scopes.ts";

interface Asked {
  readonly app: MastodonApp;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly challenge: string | null;
}

export function mastodonAuthorize(document: MastodonDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.get("/oauth/authorize", (c) => {
    const asked = read(c.req.query());
    if (asked instanceof Response || asked instanceof Promise) return asked;
    return consentPage({
      platform: "Mastodon",
      app: asked.app.name,
      asks: asked.scopes.map(inWords),
      accounts: document.value.accounts.map(({ name }) => ({ name, handle: `@${name}@${MASTODON_HOST}` })),
      hidden: {},
    });
  });

  // The form posts to its own address, so what was asked for is still in the query.
  app.post("/oauth/authorize", async (c) => {
    const asked = read(c.req.query());
    if (asked instanceof Response || asked instanceof Promise) return asked;
    const fields = await c.req.parseBody();
    if (fields["decision"] !== "allow") {
      return back(asked, {
        error: "access_denied",
        error_description: "The resource owner denied the request.",
      });
    }
    const account = document.value.accounts.find((each) => each.name === fields["account"]);
    if (account === undefined) return refusalPage("Mastodon", 400, "Choose an account first.");
    const code = newSecret();
    document.value.codes.push({
      code,
      clientId: asked.app.clientId,
      account: account.name,
      redirectUri: asked.redirectUri,
      scopes: asked.scopes,
      challenge: asked.challenge,
      createdAt: clock.now(),
    });
    document.save();
    c.env.call.account = account.name;
    if (asked.redirectUri === "urn:ietf:wg:oauth:2.0:oob")
      return refusalPage("Mastodon", 200, `Your code is ${code}`);
    return back(asked, { code });
  });

  /** Nothing is sent to an address the app did not register; every other mistake is told to the app. */
  function read(query: Record<string, string>): Asked | Response | Promise<Response> {
    const client = document.value.apps.find((each) => each.clientId === query["client_id"]);
    if (client === undefined) return refusalPage("Mastodon", 401, "The app is unknown here.");
    const redirectUri = query["redirect_uri"];
    if (redirectUri === undefined || !client.redirectUris.includes(redirectUri)) {
      return refusalPage("Mastodon", 400, "The redirect address is not one the app registered.");
    }
    const challenge = query["code_challenge"] ?? null;
    const asked: Asked = {
      app: client,
      redirectUri,
      state: query["state"],
      scopes: parseScopes(query["scope"]),
      challenge,
    };
    if (query["response_type"] !== "code") {
      return back(asked, {
        error: "unsupported_response_type",
        error_description: "Only code is supported.",
      });
    }
    if (!isSubset(asked.scopes, client.scopes)) {
      return back(asked, {
        error: "invalid_scope",
        error_description: "The requested scope is invalid, unknown, or malformed.",
      });
    }
    if (challenge !== null && query["code_challenge_method"] !== "S256") {
      return back(asked, {
        error: "invalid_code_challenge_method",
        error_description: "The code challenge method must be S256.",
      });
    }
    return asked;
  }

  return app;
}

function back({ redirectUri, state }: Asked, params: Record<string, string>): Response {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set("state", state);
  return new Response(null, { status: 302, headers: { location: url.href } });
}

/** App registration, sign-in and tokens of the simulated Mastodon server. */
import { createHash, timingSafeEqual } from "node:crypto";

import { Hono, type Context } from "hono";

import type { SimClock } from "../clock.ts";
import type { SimEnv } from "../simulator.ts";
import { bodyFields, type Fields } from "./body-fields.ts";
import { MASTODON_ORIGIN, newSecret, type MastodonApp, type MastodonDocument } from "./mastodon-state.ts";
import { areKnown, isSubset, MASTODON_SCOPES, parseScopes } from "./scopes.ts";

/** An authorisation code lives this long. */
const CODE_MS = 10 * 60_000;

export function mastodonOAuth(state: MastodonDocument, clock: SimClock): Hono<SimEnv> {
  const app = new Hono<SimEnv>();

  app.post("/api/v1/apps", async (c) => {
    const fields = await bodyFields(c.req.raw);
    const name = fields.one("client_name");
    const redirectUris = fields
      .all("redirect_uris")
      .flatMap((each) => each.split(/\s+/).filter((uri) => uri !== ""));
    const scopes = parseScopes(fields.one("scopes"));
    if (name === undefined || name.length > 60)
      return invalid(c, "Application name can't be blank and has 60 characters at most");
    if (redirectUris.length === 0 || !redirectUris.every(isRedirectUri))
      return invalid(c, "Redirect URI must be an absolute URI.");
    if (!areKnown(scopes)) return invalid(c, "Scopes doesn't match configured on the server.");
    const made: MastodonApp = {
      clientId: newSecret(),
      clientSecret: newSecret(),
      name,
      redirectUris,
      scopes,
      website: fields.one("website") ?? null,
    };
    c.env.call.commit("app_registered", () => {
      state.value.apps.push(made);
      state.save();
    });
    return c.json({
      id: String(state.value.apps.length),
      name: made.name,
      website: made.website,
      scopes: made.scopes,
      redirect_uri: made.redirectUris.join("\n"),
      redirect_uris: made.redirectUris,
      client_id: made.clientId,
      client_secret: made.clientSecret,
      client_secret_expires_at: 0,
    });
  });

  app.get("/.well-known/oauth-authorization-server", (c) => {
    if (!state.value.switches.discovery) return c.json({ error: "Not Found" }, 404);
    return c.json({
      issuer: `${MASTODON_ORIGIN}/`,
      service_documentation: "https://docs.joinmastodon.org/",
      authorization_endpoint: `${MASTODON_ORIGIN}/oauth/authorize`,
      token_endpoint: `${MASTODON_ORIGIN}/oauth/token`,
      app_registration_endpoint: `${MASTODON_ORIGIN}/api/v1/apps`,
      revocation_endpoint: `${MASTODON_ORIGIN}/oauth/revoke`,
      scopes_supported: MASTODON_SCOPES,
      response_types_supported: ["code"],
      response_modes_supported: ["query", "fragment", "form_post"],
      grant_types_supported: ["authorization_code", "client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      code_challenge_methods_supported: ["S256"],
    });
  });

  app.post("/oauth/token", async (c) => {
    const fields = await bodyFields(c.req.raw);
    const client = clientOf(fields, c.req.header("authorization"));
    if (client === null) return oauthError(c, 401, "invalid_client", "Client authentication failed.");
    switch (fields.one("grant_type")) {
      case "client_credentials": {
        const scopes = parseScopes(fields.one("scope"));
        if (!isSubset(scopes, client.scopes))
          return oauthError(c, 400, "invalid_scope", "The requested scope is invalid.");
        return tokenAnswer(c, client, null, scopes);
      }
      case "authorization_code": {
        const code = state.value.codes.find((each) => each.code === fields.one("code"));
        // Used up by the first attempt, right or wrong.
        state.value.codes = state.value.codes.filter((each) => each !== code);
        state.save();
        if (
          code === undefined ||
          code.clientId !== client.clientId ||
          code.redirectUri !== fields.one("redirect_uri") ||
          clock.now() - code.createdAt > CODE_MS ||
          !answersChallenge(fields.one("code_verifier"), code.challenge)
        ) {
          return oauthError(
            c,
            400,
            "invalid_grant",
            "The provided authorization grant is invalid, expired or revoked.",
          );
        }
        return tokenAnswer(c, client, code.account, code.scopes);
      }
      case undefined:
      default:
        return oauthError(c, 400, "unsupported_grant_type", "The authorization grant type is not supported.");
    }
  });

  app.post("/oauth/revoke", async (c) => {
    const fields = await bodyFields(c.req.raw);
    const client = clientOf(fields, c.req.header("authorization"));
    const token = state.value.tokens.find((each) => each.token === fields.one("token"));
    if (client === null || (token !== undefined && token.clientId !== client.clientId)) {
      return oauthError(c, 403, "unauthorized_client", "You are not authorized to revoke this token");
    }
    if (token !== undefined && token.revokedAt === null) {
      c.env.call.account = token.account;
      c.env.call.commit("revoked", () => {
        token.revokedAt = clock.now();
        state.save();
      });
    }
    return c.json({});
  });

  /** Credentials in the form, or in the header as HTTP Basic. */
  function clientOf(fields: Fields, header: string | undefined): MastodonApp | null {
    const basic = /^Basic (.+)$/i.exec(header ?? "")?.[1];
    const [basicId, basicSecret] =
      basic === undefined ? [] : Buffer.from(basic, "base64").toString().split(":");
    const [id, secret] = [fields.one("client_id") ?? basicId, fields.one("client_secret") ?? basicSecret];
    const found = state.value.apps.find((each) => each.clientId === id);
    return found !== undefined && secret !== undefined && isSame(found.clientSecret, secret) ? found : null;
  }

  function tokenAnswer(
    c: Context<SimEnv>,
    client: MastodonApp,
    account: string | null,
    scopes: readonly string[],
  ) {
    const made = {
      token: newSecret(),
      clientId: client.clientId,
      account,
      scopes,
      createdAt: clock.now(),
      revokedAt: null,
    };
    c.env.call.account = account;
    c.env.call.commit(account === null ? "app_token_issued" : "connected", () => {
      state.value.tokens.push(made);
      state.save();
    });
    return c.json({
      access_token: made.token,
      token_type: "Bearer",
      scope: scopes.join(" "),
      created_at: Math.floor(clock.toWall(made.createdAt) / 1_000),
    });
  }

  return app;
}

function isRedirectUri(text: string): boolean {
  return text === "urn:ietf:wg:oauth:2.0:oob" || (URL.canParse(text) && !text.includes("#"));
}

function answersChallenge(verifier: string | undefined, challenge: string | null): boolean {
  if (challenge === null) return true;
  return (
    verifier !== undefined && isSame(createHash("sha256").update(verifier).digest("base64url"), challenge)
  );
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function invalid(c: Context<SimEnv>, text: string) {
  return c.json({ error: `Validation failed: ${text}` }, 422);
}

function oauthError(c: Context<SimEnv>, status: 400 | 401 | 403, error: string, text: string) {
  return c.json({ error, error_description: text }, status);
}

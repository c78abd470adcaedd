import * as z from "zod";

import { authorizationUrl, codeExchangeForm, newCodeVerifier, newState } from "../../auth/oauth-client.ts";
import { SECOND_MS } from "../../limits.ts";
import { PlatformError } from "../errors.ts";
import type { FlowState, PlatformAuth } from "../platform.ts";
import { normaliseHost } from "./normalise-host.ts";
import { accountIdOf, readAccount } from "./profile.ts";
import { clientFor, clientKey, type MastodonSettings, postForm, SCOPE } from "./register.ts";
import { discover } from "./server.ts";
import { tokenSchema } from "./wire.ts";

const flowSchema = z.object({
  host: z.string(),
  verifier: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  tokenEndpoint: z.string(),
  revocationEndpoint: z.string(),
});

/** OAuth 2.0 with PKCE at a server the person names. Tokens do not expire, so there is no `refresh`. */
export function createMastodonAuth(settings: MastodonSettings): PlatformAuth {
  return {
    async begin(ports, { host: typed = "", redirectUri }) {
      const host = normaliseHost(typed);
      const endpoints = await discover(ports, host);
      const client = await clientFor(ports, settings, { host, redirectUri, endpoints });
      const state = newState();
      const verifier = newCodeVerifier();
      const url = authorizationUrl({
        endpoint: endpoints.authorization,
        clientId: client.clientId,
        redirectUri,
        state,
        codeVerifier: verifier,
        scopes: [SCOPE],
      });
      const { token: tokenEndpoint, revocation: revocationEndpoint } = endpoints;
      const data = { host, verifier, ...client, tokenEndpoint, revocationEndpoint };
      return { authorizeUrl: url.href, flow: { state, data } };
    },

    async finish(ports, { callback, flow, redirectUri }) {
      const code = readCallback(callback, flow);
      const data = readFlow(flow);
      const { host, clientId, clientSecret, revocationEndpoint } = data;
      const form = codeExchangeForm({
        clientId,
        clientSecret,
        code,
        codeVerifier: data.verifier,
        redirectUri,
      });
      const token = await postForm(ports, data.tokenEndpoint, form, tokenSchema).catch(
        async (error: unknown) => {
          if (isCode(error, "invalid_client")) await settings.clients.forget(clientKey(host, redirectUri));
          throw startAgain(error);
        },
      );
      const scopes = (token.scope ?? SCOPE).split(" ");
      requireWrite(scopes);
      const account = await readAccount(ports, host, token.access_token);
      return {
        accountId: accountIdOf(account, host),
        handle: `${account.username}@${host}`,
        host,
        profileUrl: profileUrl(host, account),
        accessToken: token.access_token,
        expiresAt: typeof token.expires_in === "number" ? ports.now() + token.expires_in * SECOND_MS : null,
        scopes,
        extra: { clientId, clientSecret, revocationEndpoint },
      };
    },

    async revoke(ports, grant) {
      const form = new URLSearchParams({
        client_id: grant.extra["clientId"] ?? "",
        client_secret: grant.extra["clientSecret"] ?? "",
        token: grant.accessToken,
      });
      const endpoint = grant.extra["revocationEndpoint"] ?? `https://${grant.host}/oauth/revoke`;
      await postForm(ports, endpoint, form, z.unknown()).catch((error: unknown) => refusedRevocation(error));
    },
  };
}

/** The code of a callback that belongs to this flow. The state comes first: an answer to somebody else says nothing. */
function readCallback(callback: URLSearchParams, flow: FlowState): string {
  if (callback.get("state") !== flow.state) throw new PlatformError("input-bad", "state_mismatch");
  const error = callback.get("error");
  if (error === "access_denied") throw new PlatformError("person-must-act", "declined");
  if (error !== null) throw new PlatformError("input-bad", "authorization_failed");
  const code = callback.get("code");
  if (code === null) throw new PlatformError("input-bad", "code_missing");
  return code;
}

/** A flow that another version stored is of no use: the person begins again. */
function readFlow(flow: FlowState): z.output<typeof flowSchema> {
  const parsed = flowSchema.safeParse(flow.data);
  if (parsed.success) return parsed.data;
  throw new PlatformError("input-bad", "state_mismatch");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof PlatformError && error.platformCode === code;
}

/** The same failures in words for somebody who has just connected: nothing is lost, they begin again. */
function startAgain(error: unknown): unknown {
  if (isCode(error, "invalid_client"))
    return new PlatformError("unavailable", "registration_expired", { cause: error });
  return isCode(error, "invalid_grant")
    ? new PlatformError("input-bad", "code_rejected", { cause: error })
    : error;
}

/** Servers may grant less than was asked; some answer with the whole of `write`. */
function requireWrite(scopes: readonly string[]): void {
  if (scopes.includes("write") || scopes.includes("write:accounts")) return;
  throw new PlatformError("scope-missing", "write_accounts");
}

/** The profile's address as the server states it, as long as it is on that server. */
function profileUrl(host: string, account: { username: string; url: string }): string {
  const stated = URL.parse(account.url);
  return stated?.origin === `https://${host}`
    ? stated.href
    : `https://${host}/@${encodeURIComponent(account.username)}`;
}

/** A server that no longer knows our registration cannot be asked to take the token back: the person can. */
function refusedRevocation(error: unknown): never {
  const refused = error instanceof PlatformError && (error.status === 401 || error.status === 403);
  throw refused
    ? new PlatformError("person-must-act", "revoke_on_platform", { status: error.status })
    : error;
}

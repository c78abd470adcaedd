/** OAuth for AT Protocol: pushed request, PKCE, DPoP, issuer and account checks. Source: atproto.com/specs/oauth. */
import * as z from "zod";

import { codeChallenge, newCodeVerifier, newState } from "../../auth/oauth-client.ts";
import { PlatformError } from "../errors.ts";
import { readReply } from "../http.ts";
import type { FlowState, Grant, PlatformAuth, PlatformPorts } from "../platform.ts";
import type { Client } from "./client.ts";
import { SCOPE } from "./descriptor.ts";
import { discoverServer } from "./discovery.ts";
import { createDpopKey, type NonceCache } from "./dpop.ts";
import { type Directories, resolveAccount, resolveDid } from "./identity.ts";
import { readSession } from "./session.ts";
import { fetchTokens, postForm, type ServerCall, type Tokens, withTokens } from "./tokens.ts";
import { pushedRequest } from "./wire.ts";

const flowData = z.object({
  verifier: z.string(),
  dpopJwk: z.string(),
  issuer: z.string(),
  did: z.string(),
  handle: z.string(),
  pds: z.string(),
  tokenEndpoint: z.string(),
  /** Empty when the server has none. */
  revocationEndpoint: z.string(),
});
type Flow = z.output<typeof flowData>;

export function createAuth(client: Client, nonces: NonceCache, directories: Directories): PlatformAuth {
  const callTo = (issuer: string, dpopJwk: string): ServerCall => ({ client, nonces, issuer, dpopJwk });

  return {
    async begin(ports, input) {
      if (input.handle === undefined) throw new PlatformError("input-bad", "bad_handle");
      const account = await resolveAccount(ports, input.handle, directories);
      const server = await discoverServer(ports, account.pds);
      const state = newState();
      const flow: Flow = {
        verifier: newCodeVerifier(),
        dpopJwk: await createDpopKey(),
        issuer: server.issuer,
        ...account,
        tokenEndpoint: server.tokenEndpoint,
        revocationEndpoint: server.revocationEndpoint ?? "",
      };
      const fields = {
        response_type: "code",
        redirect_uri: client.redirectUri(input.redirectUri),
        scope: SCOPE,
        state,
        code_challenge: await codeChallenge(flow.verifier),
        code_challenge_method: "S256",
        login_hint: account.handle,
      };
      const reply = await postForm(
        ports,
        callTo(server.issuer, flow.dpopJwk),
        server.pushEndpoint,
        fields,
        "login",
      );
      const authorizeUrl = new URL(server.authorizationEndpoint);
      authorizeUrl.searchParams.set("client_id", client.id);
      authorizeUrl.searchParams.set("request_uri", readReply(reply, pushedRequest).request_uri);
      return { authorizeUrl: authorizeUrl.href, flow: { state, data: flow } };
    },

    async finish(ports, input) {
      const flow = flowData.parse(input.flow.data);
      const code = readCallback(input.callback, input.flow, flow.issuer);
      const call = callTo(flow.issuer, flow.dpopJwk);
      const fields = {
        grant_type: "authorization_code",
        code,
        code_verifier: flow.verifier,
        redirect_uri: client.redirectUri(input.redirectUri),
      };
      const tokens = await fetchTokens(ports, call, flow.tokenEndpoint, fields, "exchange");
      const problem = problemOf(tokens, flow);
      if (problem !== null) {
        await giveBack(ports, call, flow, tokens);
        throw problem;
      }
      return withTokens(grantOf(flow), tokens, ports.now());
    },

    async refresh(ports, grant) {
      const session = readSession(grant);
      if (grant.refreshToken === undefined) throw new PlatformError("token-dead", "expired");
      // Looked up first, while nothing is spent: an account may have moved to another server, and its token is only
      // for the issuer that its document leads to.
      const account = await resolveDid(ports, grant.accountId, directories);
      const server = await discoverServer(ports, account.pds);
      if (server.issuer !== session.issuer) throw new PlatformError("token-dead", "moved");
      const fields = { grant_type: "refresh_token", refresh_token: grant.refreshToken };
      const call = callTo(session.issuer, session.dpopJwk);
      const tokens = await fetchTokens(ports, call, server.tokenEndpoint, fields, "refresh");
      if (tokens.sub !== grant.accountId) throw new PlatformError("token-dead", "other_account");
      const moved = {
        ...grant,
        host: new URL(account.pds).host,
        extra: { ...grant.extra, pds: account.pds },
      };
      return withTokens(moved, tokens, ports.now());
    },

    async revoke(ports, grant) {
      const session = readSession(grant);
      const server = await discoverServer(ports, session.pds);
      if (server.issuer !== session.issuer || server.revocationEndpoint === null) return;
      const fields = { token: grant.refreshToken ?? grant.accessToken };
      await postForm(
        ports,
        callTo(session.issuer, session.dpopJwk),
        server.revocationEndpoint,
        fields,
        "revoke",
      );
    },
  };
}

/** The code in a callback that belongs to this flow and comes from its server (RFC 9207). */
function readCallback(callback: URLSearchParams, flow: FlowState, issuer: string): string {
  if (callback.get("state") !== flow.state) throw new PlatformError("input-bad", "state_mismatch");
  if (callback.get("iss") !== issuer) throw new PlatformError("input-bad", "issuer_mismatch");
  const error = callback.get("error");
  if (error !== null) {
    const reason = error === "access_denied" ? "declined" : "login_refused";
    throw new PlatformError("person-must-act", reason, { platformCode: error.slice(0, 64) });
  }
  const code = callback.get("code");
  if (code === null || code === "") throw new PlatformError("input-bad", "code_missing");
  return code;
}

/** Why these tokens are of no use: another account, or too little allowed. Servers may leave scopes out without a word. */
function problemOf(tokens: Tokens, flow: Flow): PlatformError | null {
  if (tokens.sub !== flow.did) return new PlatformError("person-must-act", "other_account");
  const scopes = tokens.scope.split(" ");
  const covers = (kind: string) => scopes.some((scope) => scope === kind || scope.startsWith(`${kind}:`));
  const enough = covers("atproto") && covers("repo") && covers("blob");
  return enough ? null : new PlatformError("scope-missing", "scope_missing");
}

/** A session that cannot be used is not kept. Best effort: it also runs out by itself. */
async function giveBack(ports: PlatformPorts, call: ServerCall, flow: Flow, tokens: Tokens): Promise<void> {
  if (flow.revocationEndpoint === "") return;
  try {
    await postForm(ports, call, flow.revocationEndpoint, { token: tokens.access_token }, "revoke");
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    ports.log.warn("bluesky.give_back_failed", { reason: error.reason, status: error.status });
  }
}

function grantOf(flow: Flow): Omit<Grant, "accessToken" | "expiresAt" | "scopes"> {
  return {
    accountId: flow.did,
    handle: flow.handle,
    host: new URL(flow.pds).host,
    profileUrl: `https://bsky.app/profile/${flow.handle}`,
    extra: { dpopJwk: flow.dpopJwk, issuer: flow.issuer, pds: flow.pds },
  };
}

import { createHash } from "node:crypto";

import { Hono } from "hono";

import type { SimEnv } from "../simulator.ts";
import { OAuthError } from "./errors.ts";
import { type Caller, type OAuthCaller, readForm, requireProof } from "./oauth-caller.ts";
import {
  alive,
  consumeRefreshToken,
  endSession,
  newSession,
  replaceSession,
  rotated,
  sessionByAccess,
  storeSession,
} from "./sessions.ts";
import { findAccount, type PushedRequest, type Server, type Session } from "./state.ts";

type Authorized = PushedRequest & { did: string; code: string };

export function oauthToken(server: Server, callerOf: OAuthCaller): Hono<SimEnv> {
  const app = new Hono<SimEnv>();
  const name = (did: string) => findAccount(server, did)?.name ?? null;

  app.post("/oauth/token", async (c) => {
    const { call } = c.env;
    const form = await readForm(c.req.raw);
    const caller = requireProof(await callerOf(c, form));
    switch (form.get("grant_type")) {
      case "authorization_code": {
        const session = newSession(server, consumeCode(server, caller, form), caller.jkt);
        call.account = name(session.did);
        call.commit("connected", () => storeSession(server, session));
        return c.json(tokenAnswer(session, server.clock.now()));
      }
      case "refresh_token": {
        const old = consumeRefreshToken(server, form.get("refresh_token") ?? "");
        call.account = name(old.did);
        if (!isSame(caller, old)) {
          endSession(server, old);
          throw new OAuthError("invalid_grant", "Token was not issued to this client or key");
        }
        const session = rotated(server, old);
        call.commit("refreshed", () => replaceSession(server, session));
        return c.json(tokenAnswer(session, server.clock.now()));
      }
      case null:
      default:
        throw new OAuthError("invalid_grant", "Invalid request payload");
    }
  });

  app.post("/oauth/revoke", async (c) => {
    const { call } = c.env;
    const form = await readForm(c.req.raw);
    const caller = requireProof(await callerOf(c, form));
    const token = form.get("token");
    if (token === null) throw new OAuthError("invalid_request", "Invalid request payload");
    const session =
      sessionByAccess(server, token) ?? alive(server).find((each) => each.refreshToken === token);
    // RFC 7009 2.2: an unknown token is no error, it is already gone.
    if (session !== undefined && isSame(caller, session)) {
      call.account = name(session.did);
      call.commit("revoked", () => endSession(server, session));
    }
    return c.json({});
  });
  return app;
}

/** The code is gone after one try, right or wrong; a second try also ends the session the first one made. */
function consumeCode(server: Server, caller: Caller, form: URLSearchParams): Authorized {
  const refuse = (description: string) => new OAuthError("invalid_grant", description);
  const code = form.get("code") ?? "";
  const { value } = server.state;
  const request = value.requests.find((each) => each.code !== null && each.code === code);
  if (request === undefined) {
    const replayed = alive(server).find((session) => session.code === code);
    if (replayed !== undefined) endSession(server, replayed);
    throw refuse("Invalid code");
  }
  value.requests = value.requests.filter((each) => each !== request);
  server.state.save();
  if (!isAuthorized(request) || request.expiresAt <= server.clock.now())
    throw refuse("This code has expired");
  if (!isSame(caller, request)) throw refuse("DPoP proof does not match the expected JKT");
  if (form.get("redirect_uri") !== request.redirectUri) {
    throw refuse("The redirect_uri parameter must match the one used in the authorization request");
  }
  const verifier = form.get("code_verifier") ?? "";
  if (verifier.length < 43) throw refuse("code_verifier too short");
  if (createHash("sha256").update(verifier).digest("base64url") !== request.challenge) {
    throw refuse("Invalid code_verifier");
  }
  return request;
}

function isAuthorized(request: PushedRequest): request is Authorized {
  return request.did !== null && request.code !== null;
}

/** Same client, same client key, same proof key as at the start. */
function isSame(caller: Caller, initial: Pick<PushedRequest, "clientId" | "clientKeyId" | "jkt">): boolean {
  const sameKey = initial.jkt === null || caller.jkt === initial.jkt;
  return caller.client.id === initial.clientId && caller.keyId === initial.clientKeyId && sameKey;
}

function tokenAnswer(session: Session, now: number) {
  return {
    access_token: session.accessToken,
    token_type: "DPoP",
    refresh_token: session.refreshToken,
    scope: session.scope,
    expires_in: Math.floor((session.accessExpiresAt - now) / 1_000),
    sub: session.did,
  };
}

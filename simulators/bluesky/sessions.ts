/** Sessions of apps: one access token at a time, refresh tokens that work once. */
import { randomBytes } from "node:crypto";

import { OAuthError } from "./errors.ts";
import type { PushedRequest, Server, Session } from "./state.ts";

const ACCESS_TOKEN_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
const PUBLIC_SESSION_MS = 14 * DAY_MS;
const CONFIDENTIAL_REFRESH_MS = 91 * DAY_MS;
const CONFIDENTIAL_SESSION_MS = 730 * DAY_MS;
/** Ended sessions kept for the accounts' pages. */
const KEPT_SESSIONS = 2_000;

/** A session that is not stored yet. */
export function newSession(
  server: Server,
  request: PushedRequest & { readonly did: string; readonly code: string },
  jkt: string,
): Session {
  const now = server.clock.now();
  return {
    id: `tok-${randomBytes(16).toString("hex")}`,
    did: request.did,
    clientId: request.clientId,
    clientName: request.clientName,
    clientKeyId: request.clientKeyId,
    jkt,
    scope: request.scope,
    code: request.code,
    createdAt: now,
    ...freshTokens(now),
    spent: [],
    revokedAt: null,
  };
}

export function storeSession(server: Server, session: Session): void {
  const { value } = server.state;
  value.sessions = [...value.sessions.slice(-KEPT_SESSIONS), session];
  server.state.save();
}

/** The session with new tokens, not stored yet. */
export function rotated(server: Server, session: Session): Session {
  return { ...session, ...freshTokens(server.clock.now()), spent: [...session.spent, session.refreshToken] };
}

export function replaceSession(server: Server, session: Session): void {
  const { value } = server.state;
  value.sessions = value.sessions.map((each) => (each.id === session.id ? session : each));
  server.state.save();
}

export function endSession(server: Server, session: Session): void {
  replaceSession(server, { ...session, revokedAt: session.revokedAt ?? server.clock.now() });
}

/** Alive sessions only. */
export function sessionByAccess(server: Server, token: string): Session | undefined {
  return alive(server).find((session) => session.accessToken === token);
}

/** For a replayed refresh token the whole session ends (RFC 9700 4.14.2). Throws `invalid_grant`. */
export function consumeRefreshToken(server: Server, token: string): Session {
  const session = alive(server).find((each) => each.refreshToken === token || each.spent.includes(token));
  if (session === undefined) throw new OAuthError("invalid_grant", "Invalid refresh token");
  if (session.refreshToken !== token) {
    endSession(server, session);
    throw new OAuthError("invalid_grant", "Refresh token replayed");
  }
  const now = server.clock.now();
  const [sessionMs, refreshMs] =
    session.clientKeyId === null
      ? [PUBLIC_SESSION_MS, PUBLIC_SESSION_MS]
      : [CONFIDENTIAL_SESSION_MS, CONFIDENTIAL_REFRESH_MS];
  if (now - session.createdAt > sessionMs || now - session.updatedAt > refreshMs) {
    endSession(server, session);
    throw new OAuthError("invalid_grant", "Session expired");
  }
  return session;
}

export function alive(server: Server): Session[] {
  return server.state.value.sessions.filter((session) => session.revokedAt === null);
}

function freshTokens(now: number) {
  return {
    updatedAt: now,
    accessToken: `acc-${randomBytes(32).toString("base64url")}`,
    accessExpiresAt: now + ACCESS_TOKEN_MS,
    refreshToken: `ref-${randomBytes(32).toString("hex")}`,
  };
}

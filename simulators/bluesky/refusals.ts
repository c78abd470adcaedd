/** Faults in the real server's words. `expired` and `revoked` really happen to the session of the request. */
import type { Refusal } from "../simulator.ts";
import { invalidToken } from "./authenticate.ts";
import { endSession, replaceSession, sessionByAccess } from "./sessions.ts";
import type { Server, Session } from "./state.ts";

export async function refuseRequest(server: Server, refusal: Refusal, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const isOAuth = pathname.startsWith("/oauth/");
  switch (refusal.kind) {
    case "429": {
      const reset = Math.floor(server.clock.wall() / 1_000) + refusal.retryAfter;
      const headers = {
        "ratelimit-limit": "3000",
        "ratelimit-remaining": "0",
        "ratelimit-reset": String(reset),
        "ratelimit-policy": "3000;w=300",
      };
      return answer(429, { error: "RateLimitExceeded", message: "Rate Limit Exceeded" }, headers);
    }
    case "5xx":
      return isOAuth
        ? answer(refusal.status, { error: "server_error", error_description: "Internal Server Error" })
        : answer(refusal.status, serverError(refusal.status));
    case "402":
      return answer(402, { error: "PaymentRequired", message: "Payment Required" });
    case "expired":
    case "revoked": {
      const session = await sessionOf(server, request, isOAuth);
      if (session !== undefined && refusal.kind === "revoked") endSession(server, session);
      if (session !== undefined && refusal.kind === "expired") {
        replaceSession(server, { ...session, accessExpiresAt: server.clock.now() });
      }
      if (isOAuth) return answer(400, { error: "invalid_grant", error_description: "Invalid refresh token" });
      const { message, headers } = invalidToken(
        refusal.kind === "expired" ? "Token expired" : "Invalid token",
      );
      return answer(401, { error: "invalid_token", message }, headers);
    }
  }
}

function serverError(status: number) {
  if (status === 504) return { error: "UpstreamTimeout", message: "Operation timed out, please try again." };
  if (status === 502) return { error: "UpstreamFailure", message: "Upstream Failure" };
  return status === 503
    ? { error: "NotEnoughResources", message: "Not Enough Resources" }
    : { error: "InternalServerError", message: "Internal Server Error" };
}

async function sessionOf(server: Server, request: Request, isOAuth: boolean): Promise<Session | undefined> {
  if (!isOAuth) return sessionByAccess(server, tokenOf(request));
  const token = new URLSearchParams(await request.clone().text()).get("refresh_token");
  return server.state.value.sessions.find(
    (session) => session.refreshToken === token && session.revokedAt === null,
  );
}

/** The access token a request presents, empty without one. */
export function tokenOf(request: Request): string {
  return (request.headers.get("authorization") ?? "").replace(/^DPoP /, "");
}

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers: { ...headers } });
}

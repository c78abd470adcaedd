import type { Context } from "hono";

import type { SimEnv } from "../simulator.ts";
import { challenge, OAuthError, XrpcError } from "./errors.ts";
import { sessionByAccess } from "./sessions.ts";
import { type Account, findAccount, type Server, type Session } from "./state.ts";

/** The session behind a call: a DPoP-bound token, a proof by its key with a nonce, and time left. */
export async function authenticate(
  server: Server,
  c: Context<SimEnv>,
): Promise<{ session: Session; account: Account }> {
  const [scheme, token = ""] = (c.req.header("authorization") ?? "").split(" ");
  if (scheme === "") throw new XrpcError(401, "AuthMissing", "Authentication Required");
  if (scheme?.toLowerCase() === "bearer")
    throw new XrpcError(400, "InvalidToken", "Token could not be verified");
  if (scheme !== "DPoP") throw new XrpcError(400, "InvalidToken", "Unexpected authorization type");

  const jkt = await checkProof(server, c, token);
  if (jkt === null) throw invalidToken("DPoP proof required", "invalid_dpop_proof");
  const session = sessionByAccess(server, token);
  if (session === undefined) throw invalidToken("Invalid token");
  if (session.jkt !== jkt) throw invalidToken("Invalid DPoP key binding");
  if (session.accessExpiresAt <= server.clock.now()) {
    throw invalidToken(`Token expired at ${new Date(session.accessExpiresAt).toISOString()}`);
  }
  const account = findAccount(server, session.did);
  if (account === undefined) throw new XrpcError(403, "AccountNotFound", "Account not found");
  c.env.call.account = account.name;
  return { session, account };
}

/** `checks` name the states in which the method is refused, as each method of the real server declares. */
export function requireActive(account: Account, checks: { takedown?: boolean; deactivated?: boolean }): void {
  if (checks.takedown && account.status === "suspended") {
    throw new XrpcError(401, "AccountTakedown", "Account has been taken down");
  }
  if (checks.deactivated && account.status === "locked") {
    throw new XrpcError(401, "AccountDeactivated", "Account is deactivated");
  }
}

export function invalidToken(description: string, code = "invalid_token"): XrpcError {
  return new XrpcError(401, code, description, { "www-authenticate": challenge(code, description) });
}

async function checkProof(server: Server, c: Context<SimEnv>, token: string): Promise<string | null> {
  try {
    return await server.proofs.check(c.req.header("dpop"), c.req.method, c.env.call.url, token);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw invalidToken(error.message, error.code);
  }
}

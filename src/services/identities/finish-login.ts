import { sha256Hex } from "../../auth/hash.ts";
import {
  type LoginProvider,
  LoginProviderError,
  type ProviderIdentity,
} from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { type LoginFlowRow, takeLoginFlow } from "../../db/login-flows.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { passGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { linkIdentity } from "./link-identity.ts";
import { openLoginFlow } from "./login-flow.ts";
import type { LoginLanding, LoginProblem } from "./login-landing.ts";
import { reauthenticateBy } from "./reauthenticate-by.ts";
import { loginCallbackUrl, requireLoginProvider } from "./require-login-provider.ts";
import { signInWithIdentity } from "./sign-in-with-identity.ts";

interface LoginReturn {
  readonly provider: string;
  readonly callback: URLSearchParams;
  readonly session: SessionUser | null;
  readonly client: ClientInfo;
}

/**
 * Ends a flow with what the provider sent back. It works once, in the browser that began it, for ten minutes. Throws
 * `rate_limited` and `provider_off`; whatever else goes wrong is a landing of its own, for the page that comes next.
 */
export async function finishLogin(app: AppContext, input: LoginReturn): Promise<LoginLanding> {
  const { callback, session, client } = input;
  const provider = requireLoginProvider(app, input.provider);
  await passGate(app, "provider", client);
  const row = await takeLoginFlow(app.db, {
    stateHash: await sha256Hex(callback.get("state") ?? ""),
    provider: provider.id,
    browserHash: await sha256Hex(client.secrets.login ?? ""),
    session,
    now: app.now(),
  });
  if (row === null) {
    app.log.info("login_refused", { provider: provider.id, reason: "login_flow_unknown" });
    const purpose = session === null ? "sign_in" : "link";
    return { to: "problem", problem: "login_flow_unknown", purpose, next: null };
  }
  const told = await askWho(app, provider, row, callback);
  const landing =
    typeof told === "string" ? told : await land(app, row, { provider, identity: told, session, client });
  if (typeof landing !== "string") return landing;
  return { to: "problem", problem: landing, purpose: row.purpose, next: row.nextPath };
}

/** Who it is, or why nobody knows. */
async function askWho(
  app: AppContext,
  provider: LoginProvider,
  row: LoginFlowRow,
  callback: URLSearchParams,
): Promise<ProviderIdentity | LoginProblem> {
  try {
    // Whose answer it is, where it says so (RFC 9207 2.4): before the code goes anywhere.
    const issuer = callback.get("iss");
    if (issuer !== null && issuer !== provider.issuer) throw new LoginProviderError("issuer");
    const flow = await openLoginFlow(app, row);
    return await provider.finish(app.ports, {
      callback,
      flow,
      redirectUri: loginCallbackUrl(app, provider),
    });
  } catch (error) {
    if (!(error instanceof LoginProviderError)) throw error;
    const { reason, message } = error;
    const fields = { provider: provider.id, purpose: row.purpose, reason, detail: message };
    if (reason === "declined") app.log.info("login_refused", fields);
    else app.log.warn("login_refused", fields);
    return reason;
  }
}

interface Arrival {
  readonly provider: LoginProvider;
  readonly identity: ProviderIdentity;
  readonly session: SessionUser | null;
  readonly client: ClientInfo;
}

async function land(
  app: AppContext,
  row: LoginFlowRow,
  arrival: Arrival,
): Promise<LoginLanding | LoginProblem> {
  const { provider, identity, session, client } = arrival;
  // Flows of these two purposes are only ever taken by the session that began them.
  if (row.purpose !== "sign_in" && session === null) return "login_flow_unknown";
  if (row.purpose === "link" && session !== null) {
    return (await linkIdentity(app, session, { provider, identity, client }))
      ? { to: "linked" }
      : "identity_taken";
  }
  if (row.purpose === "reauthenticate" && session !== null) {
    const proof = await reauthenticateBy(app, session, { provider, identity, client });
    if (typeof proof === "string") return proof;
    const next = row.nextPath;
    return "outcome" in proof ? { to: "signed_in", ...proof, next } : { to: "proved", ...proof, next };
  }
  const signedIn = await signInWithIdentity(app, { provider: provider.id, identity, client });
  if (typeof signedIn === "string") return signedIn;
  if (signedIn === null) return { to: "confirm_address" };
  return { to: "signed_in", outcome: signedIn, next: row.nextPath };
}

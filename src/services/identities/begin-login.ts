import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { insertLoginFlow } from "../../db/login-flows.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { passGate } from "../gates/pass-gate.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { LOGIN_FLOW_MS, type LoginPurpose, sealLoginFlow } from "./login-flow.ts";
import { requireProofBy } from "./provider-proofs.ts";
import { loginCallbackUrl, requireLoginProvider } from "./require-login-provider.ts";

interface LoginStart {
  readonly provider: string;
  readonly purpose: LoginPurpose;
  /** Whose account it is about; null for signing in. */
  readonly session: SessionUser | null;
  /** Where to go afterwards, a path of ours; null for the usual place. */
  readonly next: string | null;
  readonly client: ClientInfo;
}

/**
 * Starts a flow at a login provider. Returns where the browser has to go, and the secret for its login cookie: the flow
 * ends in this browser only, and signed in only under this session. Throws `rate_limited`, `provider_off`, or
 * `proof_not_possible` when this provider cannot prove anything for this person.
 */
export async function beginLogin(
  app: AppContext,
  input: LoginStart,
): Promise<{ authorizeUrl: string; browserSecret: string }> {
  const { purpose, session, client } = input;
  const provider = requireLoginProvider(app, input.provider);
  await passGate(app, "provider", client);
  if (session !== null && purpose === "reauthenticate")
    await requireProofBy(app, session.userId, provider.id);
  const started = provider.begin({
    redirectUri: loginCallbackUrl(app, provider),
    fresh: purpose === "reauthenticate",
  });
  const browserSecret = client.secrets.login ?? randomSecret();
  const now = app.now();
  const row = {
    stateHash: await sha256Hex(started.state),
    provider: provider.id,
    userId: session?.userId ?? null,
  };
  await insertLoginFlow(app.db, {
    ...row,
    purpose,
    sessionId: session?.sessionId ?? null,
    browserHash: await sha256Hex(browserSecret),
    sealedFlow: await sealLoginFlow(app, row, started.flow),
    nextPath: input.next,
    createdAt: now,
    expiresAt: now + LOGIN_FLOW_MS,
  });
  return { authorizeUrl: app.browserUrl(started.authorizeUrl), browserSecret };
}

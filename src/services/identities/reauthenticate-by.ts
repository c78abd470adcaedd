import type { LoginProvider, ProviderIdentity } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { findIdentity } from "../../db/identities.ts";
import { hasTotp } from "../../db/totp.ts";
import type { UserRow } from "../../db/users.ts";
import { ForbiddenError } from "../../errors.ts";
import { MINUTE_MS } from "../../limits.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { completeSignIn, type SignInOutcome } from "../sessions/complete-sign-in.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { renewProof } from "../sessions/renew-proof.ts";
import type { LoginProblem } from "./login-landing.ts";
import { requireProofBy } from "./provider-proofs.ts";

/** How old a sign-in at the provider may be when it comes back: the flow itself takes minutes. */
const FRESH_MS = 5 * MINUTE_MS;
/** Clocks differ. */
const AHEAD_MS = MINUTE_MS;

/** Proved, with the session's new secret; or a code still owed, which ends in a session of its own. */
type Proof = { readonly sessionSecret: string } | { readonly outcome: SignInOutcome };

/**
 * The person of a session shows through a provider that it is them. Whoever switched codes on owes one here as at every
 * sign-in. Returns the problem instead: `identity_not_linked` for an account that is not linked to theirs, `not_fresh`
 * when the provider did not let them prove it anew; the session stays as it is then, and the refusal is on record.
 */
export async function reauthenticateBy(
  app: AppContext,
  session: SessionUser,
  input: { provider: LoginProvider; identity: ProviderIdentity; client: ClientInfo },
): Promise<Proof | LoginProblem> {
  const { provider, identity, client } = input;
  const checked = await check(app, session, provider, identity);
  if (typeof checked === "string") {
    const { userId, sessionId } = session;
    await recordAudit(app, {
      userId,
      action: "reauthentication_refused",
      sessionId,
      target: provider.id,
      outcome: "refused",
      client,
    });
    return checked;
  }
  const proof = { method: provider.id, twoFactor: false, client };
  if (await hasTotp(app.db, session.userId)) {
    return { outcome: await completeSignIn(app, { user: checked.user, ...proof }) };
  }
  return { sessionSecret: await renewProof(app, session, proof) };
}

async function check(
  app: AppContext,
  session: SessionUser,
  provider: LoginProvider,
  { subject, authTime }: ProviderIdentity,
): Promise<{ user: UserRow } | LoginProblem> {
  const known = await findIdentity(app.db, { provider: provider.id, subject });
  if (known?.user.id !== session.userId) return "identity_not_linked";
  if (provider.showsFreshness && !isFresh(authTime, app.now())) return "not_fresh";
  try {
    // Once more: a password may have come while the person was away.
    await requireProofBy(app, session.userId, provider.id);
    return { user: known.user };
  } catch (error) {
    if (error instanceof ForbiddenError) return "proof_not_possible";
    throw error;
  }
}

function isFresh(authTime: number | null, now: number): boolean {
  return authTime !== null && now - authTime <= FRESH_MS && authTime - now <= AHEAD_MS;
}

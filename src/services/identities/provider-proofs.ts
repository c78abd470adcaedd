import type { LoginProviderId } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { listIdentities } from "../../db/identities.ts";
import { ForbiddenError } from "../../errors.ts";
import { waysIn } from "../accounts/ways-in.ts";

/** A login provider through which a signed-in person can show again who they are. */
export interface ProviderProof {
  readonly id: LoginProviderId;
  readonly name: string;
}

/**
 * A provider counts when one of its accounts is linked. Where nothing shows that it asked for the password again
 * (Facebook may be asked to and does not say so; GitHub cannot even be asked), whoever sits at an unattended browser
 * would pass: such a provider counts only for people with neither password nor passkey, who have nothing better and
 * could sign out and in again with the same result.
 */
export async function providerProofs(app: AppContext, userId: string): Promise<ProviderProof[]> {
  const [own, linked] = await Promise.all([waysIn(app, userId), listIdentities(app.db, userId)]);
  const nothingBetter = own.passwords + own.passkeys === 0;
  return Object.values(app.loginProviders)
    .filter(({ id }) => linked.some((identity) => identity.provider === id))
    .filter(({ showsFreshness }) => showsFreshness || nothingBetter)
    .map(({ id, name }) => ({ id, name }));
}

/** Throws `proof_not_possible` when this provider proves nothing for this person. */
export async function requireProofBy(
  app: AppContext,
  userId: string,
  provider: LoginProviderId,
): Promise<void> {
  const proofs = await providerProofs(app, userId);
  if (proofs.some(({ id }) => id === provider)) return;
  throw new ForbiddenError(
    "proof_not_possible",
    "This way of signing in cannot show again that it is you. Use your password or a passkey.",
  );
}

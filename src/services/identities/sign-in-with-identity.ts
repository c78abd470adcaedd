import { sha256Hex } from "../../auth/hash.ts";
import type { LoginProviderId, ProviderIdentity } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import { findIdentity, touchIdentity } from "../../db/identities.ts";
import { keepPendingIdentity } from "../../db/pending-identities.ts";
import { findAccount, type UserRow } from "../../db/users.ts";
import { UnavailableError } from "../../errors.ts";
import { HOUR_MS } from "../../limits.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { emailKey } from "../accounts/email-key.ts";
import { completeSignIn, type SignInOutcome } from "../sessions/complete-sign-in.ts";
import { claimAccount, linkProvedAccount, openAccount } from "./join-account.ts";
import type { Newcomer } from "./new-identity.ts";

/** How long a provider account waits for its address. */
export const PENDING_MS = HOUR_MS;
/** Each round but the last lost a race against somebody who did the same at the same moment. */
const ROUNDS = 3;

interface Arrival {
  readonly provider: LoginProviderId;
  readonly identity: ProviderIdentity;
  readonly client: ClientInfo;
}

/** Whose account it is, that nobody knows yet, or that it is somebody's who has to sign in first. */
type Decision = { readonly user: UserRow } | "pending" | "account_exists" | "again";

/**
 * Signs in whoever a provider vouches for. The identity decides, never the address; the address only finds a home for
 * an identity that has none (docs/decisions/0007). Null when the address has to be proved first: the identity then
 * waits in this browser. `account_exists` only where the provider vouched for the address.
 */
export async function signInWithIdentity(
  app: AppContext,
  arrival: Arrival,
): Promise<SignInOutcome | null | "account_exists"> {
  for (let round = 0; round < ROUNDS; round++) {
    const decision = await decide(app, arrival);
    if (decision === "again") continue;
    if (decision === "account_exists") return decision;
    if (decision === "pending") {
      await keepWaiting(app, arrival);
      return null;
    }
    const { provider: method, client } = arrival;
    return completeSignIn(app, { user: decision.user, method, twoFactor: false, client });
  }
  throw new UnavailableError(
    "busy",
    "The same account is being signed in to elsewhere. Try again in a moment.",
    5,
  );
}

async function decide(app: AppContext, { provider, identity, client }: Arrival): Promise<Decision> {
  const { subject, email, name } = identity;
  const known = await findIdentity(app.db, { provider, subject });
  if (known !== null) {
    // Every way in asks for a proved address; here, too, the mail decides whose account it is.
    if (known.user.emailVerifiedAt === null) return "pending";
    await touchIdentity(app.db, { id: known.identity.id, email, name, now: app.now() });
    return { user: known.user };
  }
  if (email === null || !identity.emailVerified) return "pending";
  const newcomer: Newcomer & { email: string } = { provider, subject, email, name };
  const account = await findAccount(app.db, emailKey(email));
  if (account === null) return joined(await openAccount(app, newcomer, { client }));
  const isProved = account.user.emailVerifiedAt !== null;
  // The provider saw a proof once, but cannot know that the address has not changed hands since.
  if (!identity.emailAuthoritative) return isProved ? "account_exists" : "pending";
  const join = isProved ? linkProvedAccount : claimAccount;
  return joined(await join(app, account.user, newcomer, { client }));
}

function joined(user: UserRow | null): Decision {
  return user === null ? "again" : { user };
}

async function keepWaiting(app: AppContext, { provider, identity, client }: Arrival): Promise<void> {
  const now = app.now();
  await keepPendingIdentity(app.db, {
    browserHash: await sha256Hex(client.secrets.login ?? ""),
    provider,
    subject: identity.subject,
    name: identity.name,
    suggestedEmail: identity.email,
    createdAt: now,
    expiresAt: now + PENDING_MS,
  });
}

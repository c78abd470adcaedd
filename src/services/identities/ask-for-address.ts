import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import { LOGIN_PROVIDER_NAMES } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import { askForProof, findPendingOfBrowser, type PendingIdentityRow } from "../../db/pending-identities.ts";
import { type Account, findAccount } from "../../db/users.ts";
import { ForbiddenError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { emailKey } from "../accounts/email-key.ts";
import { announceEmail, sealEmail } from "../accounts/queue-email.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import { PENDING_MS } from "./sign-in-with-identity.ts";

/** The provider account that waits for its address in this browser; null when there is none (any more). */
export async function findPendingIdentity(
  app: AppContext,
  client: ClientInfo,
): Promise<PendingIdentityRow | null> {
  const { login } = client.secrets;
  if (login === null) return null;
  return findPendingOfBrowser(app.db, { browserHash: await sha256Hex(login), now: app.now() });
}

/**
 * Sends the mail that proves an address for the account waiting in this browser. The answer is the same whether or not
 * the address has an account: only the mail differs, and then it holds no link. Throws `rate_limited`, or
 * `login_flow_unknown` when nothing waits here.
 */
export async function askForAddress(app: AppContext, email: string, client: ClientInfo): Promise<void> {
  const pending = await findPendingIdentity(app, client);
  if (pending === null) {
    throw new ForbiddenError(
      "login_flow_unknown",
      "This sign-in was ended already, is too old, or was begun in another browser. Start again.",
    );
  }
  await passGate(app, "send-mail", client);
  await passSubjectGate(app, "send-mail", `address:${emailKey(email)}`);
  const secret = randomSecret();
  const account = await findAccount(app.db, emailKey(email));
  const mail = await proofMail(app, { email, pending, secret, account });
  await askForProof(app.db, {
    browserHash: pending.browserHash,
    email,
    tokenHash: await sha256Hex(secret),
    expiresAt: app.now() + PENDING_MS,
    mail,
  });
  await announceEmail(app, mail.id);
}

interface ProofMail {
  readonly email: string;
  readonly pending: PendingIdentityRow;
  readonly secret: string;
  readonly account: Account | null;
}

/** An account whose address is proved belongs to somebody: they sign in to it and link there. */
function proofMail(app: AppContext, { email, pending, secret, account }: ProofMail): Promise<NewEmail> {
  const provider = LOGIN_PROVIDER_NAMES[pending.provider];
  const origin = app.config.appOrigin;
  if (account !== null && account.user.emailVerifiedAt !== null) {
    const { id: userId, email: recipient } = account.user;
    const values = { provider, signInUrl: `${origin}/sign-in?next=/settings/sign-in`, origin };
    return sealEmail(app, { template: "identity-has-account", userId, recipient, values });
  }
  const values = { provider, link: `${origin}/auth/confirm?token=${secret}`, origin };
  return sealEmail(app, { template: "confirm-identity", userId: null, recipient: email, values });
}

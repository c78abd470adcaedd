import { sha256Hex } from "../../auth/hash.ts";
import type { LoginProviderId } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import {
  dropPendingIdentityStatement,
  findPendingByToken,
  isPending,
  type PendingIdentityRow,
} from "../../db/pending-identities.ts";
import { onlyWhile } from "../../db/try-batch.ts";
import { findAccount, type UserRow } from "../../db/users.ts";
import { ForbiddenError, InvalidInputError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { emailKey } from "../accounts/email-key.ts";
import { passGate } from "../gates/pass-gate.ts";
import { completeSignIn, type SignInOutcome } from "../sessions/complete-sign-in.ts";
import { claimAccount, openAccount, type ProvedNewcomer } from "./join-account.ts";

/** What the page behind the link has to say. */
export type ConfirmationState =
  | { readonly is: "good" | "other_browser"; readonly provider: LoginProviderId }
  | { readonly is: "spent" };

/** Looks at a link without using it up: mail scanners open links too. */
export async function inspectConfirmation(
  app: AppContext,
  secret: string,
  client: ClientInfo,
): Promise<ConfirmationState> {
  const pending = await findPendingByToken(app.db, { tokenHash: await sha256Hex(secret), now: app.now() });
  if (pending === null) return { is: "spent" };
  const { provider } = pending;
  return { is: (await isSameBrowser(pending, client)) ? "good" : "other_browser", provider };
}

/**
 * Proves the address of the provider account that waits in this browser: makes its account here, or takes over the one
 * that somebody had prepared under the address, and signs in. Throws `link_not_valid`, or `other_browser`, which leaves
 * the link good: whoever began at the provider may be somebody else than who reads the mail, and only the two together
 * may go on.
 */
export async function confirmIdentity(
  app: AppContext,
  secret: string,
  client: ClientInfo,
): Promise<SignInOutcome> {
  await passGate(app, "provider", client);
  const tokenHash = await sha256Hex(secret);
  const pending = await findPendingByToken(app.db, { tokenHash, now: app.now() });
  if (pending === null) throw notValid();
  if (!(await isSameBrowser(pending, client))) throw otherBrowser();
  const user = await join(app, pending, tokenHash, client);
  if (user === null) throw notValid();
  return completeSignIn(app, { user, method: pending.provider, twoFactor: false, client });
}

/** Null when the link, the address or the identity went to somebody else meanwhile. */
async function join(
  app: AppContext,
  pending: PendingIdentityRow,
  tokenHash: string,
  client: ClientInfo,
): Promise<UserRow | null> {
  const { provider, subject, name, email } = pending;
  if (email === null) return null;
  const newcomer: ProvedNewcomer = { provider, subject, name, email };
  const also = [
    onlyWhile(app.db, isPending({ tokenHash, now: app.now() })),
    dropPendingIdentityStatement(app.db, pending.browserHash),
  ];
  const account = await findAccount(app.db, emailKey(email));
  if (account === null) return openAccount(app, newcomer, { client, also });
  // Proved by somebody since the mail went out. They can link under their ways to sign in.
  if (account.user.emailVerifiedAt !== null) return null;
  return claimAccount(app, account.user, newcomer, { client, also });
}

async function isSameBrowser(pending: PendingIdentityRow, client: ClientInfo): Promise<boolean> {
  const { login } = client.secrets;
  // Comparing hashes of a 256-bit secret: their order of differing bytes says nothing about the secret.
  return login !== null && pending.browserHash === (await sha256Hex(login));
}

function notValid(): InvalidInputError {
  const detail = "This link was used already or is older than 60 minutes. Start again from the sign-in page.";
  return new InvalidInputError("link_not_valid", detail, [
    { pointer: "/token", code: "link_not_valid", detail },
  ]);
}

function otherBrowser(): ForbiddenError {
  return new ForbiddenError(
    "other_browser",
    "This sign-in was begun in another browser. Open the link there; it is still good.",
  );
}

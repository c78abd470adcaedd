import { SECOND_FACTOR_MS } from "../../auth/cookies.ts";
import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { insertPendingSignIn } from "../../db/pending-sign-ins.ts";
import { hasTotp } from "../../db/totp.ts";
import type { UserRow } from "../../db/users.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import type { SignInMethod } from "./sign-in-method.ts";
import { type StartedSession, startSession } from "./start-session.ts";

/** Signed in, or one more proof to go. Secrets go into cookies and nowhere else. */
export type SignInOutcome =
  | ({ readonly next: null; readonly user: UserRow } & StartedSession)
  | { readonly next: "totp"; readonly secondFactorSecret: string };

/**
 * The last step of every way in, so that all are equally strong: whoever switched codes on owes one, whatever came
 * first. `twoFactor` says that two factors were given already, as with a passkey.
 */
export async function completeSignIn(
  app: AppContext,
  input: { user: UserRow; method: SignInMethod; twoFactor: boolean; client: ClientInfo },
): Promise<SignInOutcome> {
  const { user, method, twoFactor } = input;
  if (!twoFactor && (await hasTotp(app.db, user.id))) {
    return { next: "totp", secondFactorSecret: await waitForCode(app, user.id, method) };
  }
  return { next: null, user, ...(await startSession(app, input)) };
}

async function waitForCode(app: AppContext, userId: string, method: SignInMethod): Promise<string> {
  const secret = randomSecret();
  const now = app.now();
  await insertPendingSignIn(app.db, {
    tokenHash: await sha256Hex(secret),
    userId,
    method,
    createdAt: now,
    expiresAt: now + SECOND_FACTOR_MS,
  });
  return secret;
}

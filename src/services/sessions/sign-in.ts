import { hashPassword, needsRehash, verifyNothing, verifyPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { isKnownDevice } from "../../db/known-devices.ts";
import { findTokenOfUser, reissueToken } from "../../db/mail-tokens.ts";
import { type Account, findAccount, strengthenPasswordHash, type UserRow } from "../../db/users.ts";
import { AppError } from "../../errors.ts";
import { MINUTE_MS } from "../../limits.ts";
import type { SignInBody } from "../accounts/account-schemas.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { emailKey } from "../accounts/email-key.ts";
import { issueVerification } from "../accounts/issue-verification.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import { completeSignIn, type SignInOutcome } from "./complete-sign-in.ts";
import { deviceKey } from "./device-key.ts";

/** A fresh verification mail follows the last one no sooner than this. */
const REISSUE_AFTER_MS = MINUTE_MS;

/**
 * Signs a person in with a password. Unknown address, wrong password and an address nobody has confirmed get one
 * answer, `wrong_credentials`, after the same hashing; a right password for an unconfirmed address also gets a fresh
 * mail. The session this browser had before ends. Throws `rate_limited` before any hashing.
 */
export async function signIn(app: AppContext, body: SignInBody, client: ClientInfo): Promise<SignInOutcome> {
  await passGate(app, "sign-in", client);
  const key = emailKey(body.email);
  const account = await findAccount(app.db, key);
  await passGuessGate(app, key, account, client);
  if (!(await isRight(body.password, account)) || account === null) {
    // Afterwards: an account that is there must not take longer to refuse.
    if (account !== null) app.later("audit", () => recordRefusal(app, account.user.id, client));
    throw wrongCredentials();
  }
  if (account.user.emailVerifiedAt === null) {
    // Afterwards too: else somebody who signed up with a stranger's address could tell by the time whether it took.
    app.later("remind_to_verify", () => remindToVerify(app, account.user));
    throw wrongCredentials();
  }
  await strengthen(app, account, body.password);
  return completeSignIn(app, { user: account.user, method: "password", twoFactor: false, client });
}

/** Guesses at one address share a bucket; a browser its owner has used before has one of its own. */
async function passGuessGate(
  app: AppContext,
  key: string,
  account: Account | null,
  client: ClientInfo,
): Promise<void> {
  const userId = account?.user.id ?? "";
  const device = await deviceKey(userId, client.secrets.device);
  const known = await isKnownDevice(app.db, { tokenHash: device, userId });
  await passSubjectGate(app, "sign-in", known ? `device:${device}` : `address:${key}`);
}

function isRight(password: string, account: Account | null): Promise<boolean> {
  const hash = account?.passwordHash ?? null;
  return hash === null ? verifyNothing(password) : verifyPassword(password, hash);
}

function recordRefusal(app: AppContext, userId: string, client: ClientInfo): Promise<void> {
  return recordAudit(app, {
    userId,
    actorId: null,
    action: "sign_in_refused",
    target: "password",
    outcome: "refused",
    client,
  });
}

/** The browser that registered stays the one that may confirm without a new password. */
async function remindToVerify(app: AppContext, user: UserRow): Promise<void> {
  const last = await findTokenOfUser(app.db, user.id);
  if (last !== null && app.now() - last.createdAt < REISSUE_AFTER_MS) return;
  const { id: userId, email } = user;
  const browserHash = last?.browserHash ?? null;
  const verification = await issueVerification(app, { userId, email, emailKey: user.emailKey, browserHash });
  await reissueToken(app.db, { token: verification.token, mails: [verification.mail] });
  await announceEmail(app, verification.mail.id);
}

async function strengthen(app: AppContext, account: Account, password: string): Promise<void> {
  const from = account.passwordHash;
  if (from === null || !needsRehash(from)) return;
  const to = await hashPassword(password);
  await strengthenPasswordHash(app.db, { userId: account.user.id, from, to, now: app.now() });
}

function wrongCredentials(): AppError {
  return new AppError(
    401,
    "wrong_credentials",
    "The address and the password do not match an account you can sign in to. If you have just signed up, confirm your address first: the link is in our mail.",
  );
}

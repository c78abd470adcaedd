import { hashPassword, needsRehash, verifyNothing, verifyPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { findTokenOfUser, reissueToken } from "../../db/mail-tokens.ts";
import { type Account, findAccount, strengthenPasswordHash, type UserRow } from "../../db/users.ts";
import { AppError } from "../../errors.ts";
import { MINUTE_MS } from "../../limits.ts";
import type { SignInBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { emailKey } from "./email-key.ts";
import { issueVerification } from "./issue-verification.ts";
import { passGate } from "./pass-gate.ts";
import { announceEmail } from "./queue-email.ts";
import { startSession } from "./start-session.ts";

/** A fresh verification mail follows the last one no sooner than this. */
const REISSUE_AFTER_MS = MINUTE_MS;

export interface SignedIn {
  readonly user: UserRow;
  /** Goes into the session cookie and nowhere else. */
  readonly sessionSecret: string;
}

/**
 * Signs a person in with a password. Unknown address, wrong password and an address nobody has confirmed get one
 * answer, `wrong_credentials`, after the same hashing; a right password for an unconfirmed address also gets a fresh
 * mail. `previousSecret` is the session cookie of the request: that session ends.
 */
export async function signIn(
  app: AppContext,
  body: SignInBody,
  request: { client: ClientInfo; previousSecret: string | null },
): Promise<SignedIn> {
  await passGate(app, "sign-in", request.client);
  const account = await findAccount(app.db, emailKey(body.email));
  if (!(await isRight(body.password, account)) || account === null) throw wrongCredentials();
  if (account.user.emailVerifiedAt === null) {
    await remindToVerify(app, account.user);
    throw wrongCredentials();
  }
  await strengthen(app, account, body.password);
  const sessionSecret = await startSession(app, { userId: account.user.id, ...request });
  return { user: account.user, sessionSecret };
}

function isRight(password: string, account: Account | null): Promise<boolean> {
  const hash = account?.passwordHash ?? null;
  return hash === null ? verifyNothing(password) : verifyPassword(password, hash);
}

/** The browser that registered stays the one that may confirm without a new password. */
async function remindToVerify(app: AppContext, user: UserRow): Promise<void> {
  const last = await findTokenOfUser(app.db, user.id);
  if (last !== null && app.now() - last.createdAt < REISSUE_AFTER_MS) return;
  const { id: userId, email } = user;
  const browserHash = last?.browserHash ?? null;
  const verification = await issueVerification(app, { userId, email, emailKey: user.emailKey, browserHash });
  await reissueToken(app.db, verification);
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

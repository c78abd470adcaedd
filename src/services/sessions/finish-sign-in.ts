import { sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { wasMailedSince } from "../../db/emails.ts";
import { isKnownDevice } from "../../db/known-devices.ts";
import { findPendingSignIn, type PendingSignInRow, takePendingSignIn } from "../../db/pending-sign-ins.ts";
import { findUser, type UserRow } from "../../db/users.ts";
import { AppError } from "../../errors.ts";
import { DAY_MS } from "../../limits.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { queueEmail } from "../accounts/queue-email.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import { acceptCode } from "../totp/accept-code.ts";
import { wrongCode } from "../totp/totp-errors.ts";
import type { SignInOutcome } from "./complete-sign-in.ts";
import { deviceKey } from "./device-key.ts";
import { deviceName } from "./device-name.ts";
import type { SignInMethod } from "./sign-in-method.ts";
import { startSession } from "./start-session.ts";

/** Signed in: nothing is owed any more. */
export type FinishedSignIn = Extract<SignInOutcome, { readonly next: null }>;

/** True while this browser owes a code: the page that asks for it has something to ask. */
export async function owesCode(app: AppContext, client: ClientInfo): Promise<boolean> {
  return (await findPending(app, client)) !== null;
}

/**
 * The second step of a sign-in: a code of the app or a recovery code, in the browser that gave the first factor. Throws
 * `wrong_code`, after which the first factor still counts, `second_factor_expired`, after which it does not, or
 * `rate_limited`.
 */
export async function finishSignIn(
  app: AppContext,
  body: { readonly code: string },
  client: ClientInfo,
): Promise<FinishedSignIn> {
  await passGate(app, "second-factor", client);
  const pending = await findPending(app, client);
  const user = pending === null ? null : await findUser(app.db, pending.userId);
  if (pending === null || user === null) throw expired();
  const owner = { userId: user.id, email: user.email, sessionId: null };
  if (!(await acceptCode(app, owner, body.code, client))) {
    await noteRefusal(app, user, client);
    throw wrongCode();
  }
  // Gone meanwhile: codes were switched off, the password was changed, or everybody was signed out.
  if ((await takePendingSignIn(app.db, pendingKey(app, pending))) === null) throw expired();
  const method = pending.method as SignInMethod;
  return { next: null, user, ...(await startSession(app, { user, method, twoFactor: true, client })) };
}

async function findPending(app: AppContext, client: ClientInfo): Promise<PendingSignInRow | null> {
  const secret = client.secrets.secondFactor;
  if (secret === null) return null;
  return findPendingSignIn(app.db, { tokenHash: await sha256Hex(secret), now: app.now() });
}

function pendingKey(app: AppContext, { tokenHash }: PendingSignInRow) {
  return { tokenHash, now: app.now() };
}

/** Whoever got this far knows the first factor: the owner hears of it, once a day, unless it was a browser of theirs. */
async function noteRefusal(app: AppContext, user: UserRow, client: ClientInfo): Promise<void> {
  const userId = user.id;
  await recordAudit(app, {
    userId,
    actorId: null,
    action: "second_factor_refused",
    target: "code",
    outcome: "refused",
    client,
  });
  const device = await deviceKey(userId, client.secrets.device);
  if (await isKnownDevice(app.db, { tokenHash: device, userId })) return;
  const since = app.now() - DAY_MS;
  if (await wasMailedSince(app.db, { userId, template: "code-refused", since })) return;
  const origin = app.config.appOrigin;
  await queueEmail(app, {
    template: "code-refused",
    userId,
    recipient: user.email,
    values: {
      device: deviceName(client.userAgent),
      at: new Date(app.now()).toISOString(),
      link: `${origin}/settings/sign-in`,
      origin,
    },
  });
}

function expired(): AppError {
  return new AppError(
    401,
    "second_factor_expired",
    "A code has to follow within 10 minutes of the first step, in the same browser. Sign in again.",
  );
}

import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { findToken } from "../../db/mail-tokens.ts";
import { resetPassword as writeReset } from "../../db/reset-password.ts";
import type { InvalidInputError } from "../../errors.ts";
import type { ResetPasswordBody } from "../accounts/account-schemas.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { linkNotValid } from "../accounts/link-not-valid.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import { deviceKey } from "../sessions/device-key.ts";
import { newPasswordHash } from "./new-password-hash.ts";
import { passwordChangedMail } from "./password-changed-mail.ts";

/** The account's address when the link is good, for the password manager; null when it is not. Uses nothing up. */
export async function inspectReset(app: AppContext, secret: string): Promise<string | null> {
  return (await findReset(app, secret))?.user.email ?? null;
}

/**
 * Sets a new password by a mailed link and uses the link up. Signs nobody in and asks for no second factor: the next
 * sign-in does. Once this returns no request is let in with an older session, and every other link, half-finished sign-in
 * and known browser is forgotten, but for the one that did it: it gets the returned secret, so that its owner signs in
 * even while strangers have used up the guesses for the address. Throws `link_not_valid` or `password_not_accepted`; the
 * latter leaves the link good.
 */
export async function resetPassword(
  app: AppContext,
  body: ResetPasswordBody,
  client: ClientInfo,
): Promise<{ deviceSecret: string }> {
  await passGate(app, "reset-password", client);
  const found = await findReset(app, body.token);
  if (found === null) throw notValid();
  const { token, user } = found;
  const passwordHash = await newPasswordHash(app, body.password, user.email);
  // A new one in any case: a copy of the old may be in other hands.
  const deviceSecret = randomSecret();
  const by = { userId: user.id, actorId: null, client };
  const mail = await passwordChangedMail(app, user);
  const won = await writeReset(app.db, {
    token,
    passwordHash,
    deviceHash: await deviceKey(user.id, deviceSecret),
    mail,
    changed: auditRow(app, { ...by, action: "password_changed", target: "reset" }),
    proved: auditRow(app, { ...by, action: "address_verified" }),
    now: app.now(),
  });
  if (!won) throw notValid();
  await announceEmail(app, mail.id);
  app.log.info("password_reset", { user_id: user.id });
  return { deviceSecret };
}

async function findReset(app: AppContext, secret: string) {
  return findToken(app.db, {
    tokenHash: await sha256Hex(secret),
    purpose: "reset_password",
    now: app.now(),
  });
}

function notValid(): InvalidInputError {
  return linkNotValid("Ask for a new one with “Forgot your password?”.");
}

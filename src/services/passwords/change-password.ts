import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { changePassword as writeChange } from "../../db/change-password.ts";
import { SignInRequiredError } from "../../errors.ts";
import type { ChangePasswordBody } from "../accounts/account-schemas.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import { deviceKey } from "../sessions/device-key.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { newPasswordHash } from "./new-password-hash.ts";
import { passwordChangedMail } from "./password-changed-mail.ts";

/**
 * Sets the password of somebody who is signed in and has just proved who they are, whether or not they had one. Every
 * other session, half-finished sign-in, known browser and mailed link ends; this session goes on under the returned
 * secret (OWASP ASVS 5.0, 7.4.3). Throws `password_not_accepted`, `rate_limited`, or 401 when the session ended
 * meanwhile.
 */
export async function changePassword(
  app: AppContext,
  session: SessionUser,
  body: ChangePasswordBody,
  client: ClientInfo,
): Promise<string> {
  const { userId, sessionId, email } = session;
  await passGate(app, "change-password", client);
  await passSubjectGate(app, "change-password", userId);
  const passwordHash = await newPasswordHash(app, body.password, email);
  const secret = randomSecret();
  const mail = await passwordChangedMail(app, { id: userId, email });
  const changed = await writeChange(app.db, {
    userId,
    sessionId,
    fromTokenHash: await sha256Hex(client.secrets.session ?? ""),
    tokenHash: await sha256Hex(secret),
    passwordHash,
    deviceHash: await deviceKey(userId, client.secrets.device),
    audit: auditRow(app, { userId, action: "password_changed", sessionId, client }),
    mail,
    now: app.now(),
  });
  if (!changed) throw new SignInRequiredError();
  await announceEmail(app, mail.id);
  app.log.info("password_changed", { user_id: userId });
  return secret;
}

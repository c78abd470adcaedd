import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import { reissueToken } from "../../db/mail-tokens.ts";
import { findAccount, type UserRow } from "../../db/users.ts";
import { newId } from "../../new-id.ts";
import type { AddressBody } from "../accounts/account-schemas.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { emailKey } from "../accounts/email-key.ts";
import { issueMailToken } from "../accounts/issue-mail-token.ts";
import { announceEmail, sealDecoy, sealEmail } from "../accounts/queue-email.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";

/**
 * Sends a link to choose a new password, to whoever has an account, proved or not, with a password or without. For an
 * address nobody knows a decoy is written that goes nowhere: answer and work are the same. Throws `rate_limited`, by
 * address whether known or not.
 */
export async function requestReset(app: AppContext, body: AddressBody, client: ClientInfo): Promise<void> {
  const key = emailKey(body.email);
  await passGate(app, "send-mail", client);
  await passSubjectGate(app, "send-mail", `address:${key}`);
  const user = (await findAccount(app.db, key))?.user ?? null;
  // Somebody unknown gets an id nobody has: the statements run and write nothing.
  const userId = user?.id ?? newId("usr");
  const { token, link } = await issueMailToken(app, { userId, purpose: "reset_password", email: key });
  const mail = user === null ? await sealDecoy(app) : await resetMail(app, user, link);
  const audit = auditRow(app, { userId, actorId: null, action: "password_reset_requested", client });
  await reissueToken(app.db, { token, mails: [mail], audit });
  await announceEmail(app, mail.id);
}

function resetMail(app: AppContext, user: UserRow, link: string): Promise<NewEmail> {
  return sealEmail(app, {
    template: "reset-password",
    userId: user.id,
    recipient: user.email,
    values: { link, origin: app.config.appOrigin },
  });
}

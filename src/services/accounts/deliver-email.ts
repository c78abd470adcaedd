import type { AppContext } from "../../context.ts";
import { closeEmail, dropEmail, type EmailRow, findEmail } from "../../db/emails.ts";
import { mailUsefulFor, renderMail } from "../../emails/render-mail.ts";
import { emailPlace } from "./email-place.ts";
import { DECOY_TEMPLATE } from "./queue-email.ts";

/**
 * Hands one written mail over and closes it. Doing it again does nothing: a closed mail is left alone. Only a crash
 * between hand-over and closing can send a copy, which carries the same id. Throws when the mail was not accepted: the
 * caller tries again. A mail nobody needs any more is closed as failed instead; a decoy is taken away.
 */
export async function deliverEmail(app: AppContext, emailId: string): Promise<void> {
  const email = await findEmail(app.db, emailId);
  if (email !== null && (email.sentAt !== null || email.failedAt !== null)) return;
  // Erased with its person: only the outbox row is left to take away.
  if (email === null) return closeEmail(app.db, { id: emailId, outcome: "failed", now: app.now() });
  if (email.template === DECOY_TEMPLATE) return dropEmail(app.db, email.id);
  if (app.now() - email.createdAt >= mailUsefulFor(email.template)) {
    await closeEmail(app.db, { id: email.id, outcome: "failed", now: app.now() });
    app.log.error("email_given_up", { email_id: email.id, template: email.template });
    return;
  }
  await app.mailer.send({ id: email.id, to: email.recipient, ...(await render(app, email)) });
  await closeEmail(app.db, { id: email.id, outcome: "sent", now: app.now() });
  app.log.info("email_sent", { email_id: email.id, template: email.template });
}

async function render(app: AppContext, email: EmailRow) {
  const values: unknown = JSON.parse(await app.vault.open(email.sealedValues, emailPlace(email)));
  return renderMail(email.template, values);
}

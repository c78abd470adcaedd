import type { AppContext } from "../../context.ts";
import { insertEmail, type NewEmail } from "../../db/emails.ts";
import type { MailTemplates, TemplateName } from "../../emails/templates.ts";
import { MINUTE_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { emailPlace } from "./email-place.ts";

/** How long the queue gets before the sweeper sends the message again. */
const CHECK_AFTER_MS = MINUTE_MS;

interface MailRequest<Name extends TemplateName> {
  readonly template: Name;
  readonly userId: string | null;
  readonly recipient: string;
  readonly values: MailTemplates[Name];
}

/** Makes the row of a mail, its values sealed. Write it in the batch of what causes the mail, then call `announceEmail`. */
export async function sealEmail<Name extends TemplateName>(
  app: AppContext,
  mail: MailRequest<Name>,
): Promise<NewEmail> {
  const id = newId("eml");
  const now = app.now();
  return {
    id,
    userId: mail.userId,
    template: mail.template,
    recipient: mail.recipient,
    sealedValues: await app.vault.seal(JSON.stringify(mail.values), emailPlace({ id, userId: mail.userId })),
    createdAt: now,
    checkAt: now + CHECK_AFTER_MS,
  };
}

/** The template of a mail to nobody. */
export const DECOY_TEMPLATE = "none";

/**
 * A mail that looks like work and goes nowhere: written and announced where there is nobody to write to, so that how long
 * an answer takes says nothing. Its consumer takes it away unsent.
 */
export async function sealDecoy(app: AppContext): Promise<NewEmail> {
  const id = newId("eml");
  const now = app.now();
  return {
    id,
    userId: null,
    template: DECOY_TEMPLATE,
    recipient: "",
    sealedValues: await app.vault.seal("{}", emailPlace({ id, userId: null })),
    createdAt: now,
    checkAt: now + CHECK_AFTER_MS,
  };
}

/** Tells the queue about a written mail. A queue that is away only delays the mail: the sweeper finds the outbox row. */
export async function announceEmail(app: AppContext, emailId: string): Promise<void> {
  try {
    await app.queues.sendEmail(emailId);
  } catch (error) {
    app.log.warn("email_not_queued", { email_id: emailId, error });
  }
}

/** Writes and announces a mail that has no other cause in the database. */
export async function queueEmail<Name extends TemplateName>(
  app: AppContext,
  mail: MailRequest<Name>,
): Promise<void> {
  const email = await sealEmail(app, mail);
  await insertEmail(app.db, email);
  await announceEmail(app, email.id);
}

import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import type { NewMailToken } from "../../db/mail-tokens.ts";
import { issueMailToken } from "./issue-mail-token.ts";
import { sealEmail } from "./queue-email.ts";

/** A fresh single-use link for an address and the mail that carries it; nothing is written yet. */
export async function issueVerification(
  app: AppContext,
  input: { userId: string; email: string; emailKey: string; browserHash: string | null },
): Promise<{ token: NewMailToken; mail: NewEmail }> {
  const { userId, email, emailKey, browserHash } = input;
  const issued = await issueMailToken(app, { userId, purpose: "verify_email", email: emailKey, browserHash });
  const mail = await sealEmail(app, {
    template: "verify-email",
    userId,
    recipient: email,
    values: { link: issued.link, origin: app.config.appOrigin },
  });
  return { token: issued.token, mail };
}

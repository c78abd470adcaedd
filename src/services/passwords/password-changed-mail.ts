import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import type { UserRow } from "../../db/users.ts";
import { sealEmail } from "../accounts/queue-email.ts";

/** Tells the person that their password is another one (OWASP ASVS 5.0, 6.3.7). */
export function passwordChangedMail(app: AppContext, user: Pick<UserRow, "id" | "email">): Promise<NewEmail> {
  const origin = app.config.appOrigin;
  return sealEmail(app, {
    template: "password-changed",
    userId: user.id,
    recipient: user.email,
    values: { at: new Date(app.now()).toISOString(), resetUrl: `${origin}/forgot-password`, origin },
  });
}

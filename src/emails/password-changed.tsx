import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";
import { mailTime } from "./mail-time.ts";

const values = z.object({
  /** RFC 3339, UTC. */
  at: z.string(),
  resetUrl: z.string(),
  origin: z.string(),
});
type Values = z.infer<typeof values>;

/** The password is another one, by a mailed link or in the settings (OWASP ASVS 5.0, 6.3.7). */
export const passwordChanged: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "Your Linkarooie password was changed",
  text: ({ at, resetUrl, origin }) => `Your password was changed

The password of your Linkarooie account was changed on ${mailTime(at)}. Every other browser was signed out.

If it was you, there is nothing to do.

If it was not, ask for a new password at once, and look after the password of this mailbox too:

${resetUrl}

Linkarooie, ${origin}
`,
  html: ({ at, resetUrl, origin }) => (
    <MailLayout
      title="Your password was changed"
      preview="Every other browser was signed out."
      origin={origin}
    >
      <MailParagraph>
        The password of your Linkarooie account was changed on {mailTime(at)}. Every other browser was signed
        out.
      </MailParagraph>
      <MailParagraph>If it was you, there is nothing to do.</MailParagraph>
      <MailParagraph>
        If it was not, ask for a new password at once, and look after the password of this mailbox too.
      </MailParagraph>
      <MailButton href={resetUrl} label="Ask for a new password" />
    </MailLayout>
  ),
};

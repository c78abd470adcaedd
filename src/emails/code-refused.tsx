import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { mailTime } from "./mail-time.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({
  device: z.string(),
  /** RFC 3339, UTC. */
  at: z.string(),
  /** The page with every way to sign in. */
  link: z.string(),
  origin: z.string(),
});
type Values = z.infer<typeof values>;

/** A right first factor with a wrong code, in a browser the account does not know (OWASP ASVS 5.0, 6.3.5). */
export const codeRefused: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "Wrong code at your Linkarooie account",
  text: ({ device, at, link, origin }) => `Wrong code at your account

In a browser that had not been used with your account before, somebody got as far as the code and typed a wrong one: ${device}, ${mailTime(at)}. They were not let in.

If it was you, there is nothing to do.

If it was not, somebody knows your password, or has an account you sign in with. Choose a new password now:

${link}

Linkarooie, ${origin}
`,
  html: ({ device, at, link, origin }) => (
    <MailLayout title="Wrong code at your account" preview={`${device}, ${mailTime(at)}.`} origin={origin}>
      <MailParagraph>
        In a browser that had not been used with your account before, somebody got as far as the code and
        typed a wrong one: {device}, {mailTime(at)}. They were not let in.
      </MailParagraph>
      <MailParagraph>If it was you, there is nothing to do.</MailParagraph>
      <MailParagraph>
        If it was not, somebody knows your password, or has an account you sign in with. Choose a new password
        now.
      </MailParagraph>
      <MailButton href={link} label="See your ways to sign in" />
    </MailLayout>
  ),
};

import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";
import { mailTime } from "./mail-time.ts";

const values = z.object({
  /** RFC 3339, UTC. */
  at: z.string(),
  origin: z.string(),
});
type Values = z.infer<typeof values>;

/** The last mail to the old address (OWASP ASVS 5.0, 6.3.7). It has no link: the address opens nothing any more. */
export const addressChanged: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "Your Linkarooie address was changed",
  text: ({ at, origin }) => `Your address was changed

Your Linkarooie account has had another e-mail address since ${mailTime(at)}. This one no longer belongs to it, and every other browser was signed out.

If it was you, there is nothing to do.

If it was not, answer this mail at once, so that we can look into it with you.

Linkarooie, ${origin}
`,
  html: ({ at, origin }) => (
    <MailLayout
      title="Your address was changed"
      preview="This address no longer belongs to the account."
      origin={origin}
    >
      <MailParagraph>
        Your Linkarooie account has had another e-mail address since {mailTime(at)}. This one no longer
        belongs to it, and every other browser was signed out.
      </MailParagraph>
      <MailParagraph>If it was you, there is nothing to do.</MailParagraph>
      <MailParagraph>
        If it was not, answer this mail at once, so that we can look into it with you.
      </MailParagraph>
    </MailLayout>
  ),
};

import * as z from "zod";

import { HOUR_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ link: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

/** Lets whoever owns the address choose a new password. Nothing anybody typed is in it. */
export const resetPassword: MailTemplate<Values> = {
  values,
  usefulForMs: HOUR_MS,
  subject: () => "Choose a new password for Linkarooie",
  text: ({ link, origin }) => `Choose a new password

Somebody, probably you, asked for a new password for your Linkarooie account. Open this page and choose one:

${link}

The link works once, for 60 minutes, and only the newest one does. Choosing a password signs you out everywhere.

If it was not you, do nothing: without the link, your password stays as it is.

Linkarooie, ${origin}
`,
  html: ({ link, origin }) => (
    <MailLayout title="Choose a new password" preview="The link works once, for 60 minutes." origin={origin}>
      <MailParagraph>
        Somebody, probably you, asked for a new password for your Linkarooie account.
      </MailParagraph>
      <MailButton href={link} label="Choose a new password" />
      <MailParagraph>
        The link works once, for 60 minutes, and only the newest one does. Choosing a password signs you out
        everywhere.
      </MailParagraph>
      <MailParagraph>
        If it was not you, do nothing: without the link, your password stays as it is.
      </MailParagraph>
    </MailLayout>
  ),
};

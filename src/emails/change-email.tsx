import * as z from "zod";

import { HOUR_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ link: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

/** Proves that a new address belongs to the person who wants it. Nothing that person typed is in it. */
export const changeEmail: MailTemplate<Values> = {
  values,
  usefulForMs: HOUR_MS,
  subject: () => "Confirm your new address for Linkarooie",
  text: ({ link, origin }) => `Confirm your new address

Somebody, probably you, wants to use this address for their Linkarooie account. Open this page where you are signed in and press the button:

${link}

The link works once, for 60 minutes. Until then the account keeps the address it has.

If it was not you, do nothing: without the link, nobody can use your address.

Linkarooie, ${origin}
`,
  html: ({ link, origin }) => (
    <MailLayout
      title="Confirm your new address"
      preview="The link works once, for 60 minutes."
      origin={origin}
    >
      <MailParagraph>
        Somebody, probably you, wants to use this address for their Linkarooie account. Open the link where
        you are signed in.
      </MailParagraph>
      <MailButton href={link} label="Confirm this address" />
      <MailParagraph>
        The link works once, for 60 minutes. Until then the account keeps the address it has.
      </MailParagraph>
      <MailParagraph>
        If it was not you, do nothing: without the link, nobody can use your address.
      </MailParagraph>
    </MailLayout>
  ),
};

import * as z from "zod";

import { HOUR_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ link: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

const SUBJECT = "Confirm your address for Linkarooie";

/**
 * Proves that an address belongs to the person who signed up. Nothing that person typed is in it: else a sign-up with
 * a stranger's address would send the stranger whatever the sender likes.
 */
export const verifyEmail: MailTemplate<Values> = {
  values,
  usefulForMs: HOUR_MS,
  subject: () => SUBJECT,
  text: ({ link, origin }) => `Confirm your address

Somebody, probably you, signed up for Linkarooie with this address. Open this page and press the button:

${link}

The link works once, for 60 minutes. In another browser than the one you signed up with, you choose your password anew.

If it was not you, do nothing: without the link, nobody can use your address.

Linkarooie, ${origin}
`,
  html: ({ link, origin }) => (
    <MailLayout title="Confirm your address" preview="The link works once, for 60 minutes." origin={origin}>
      <MailParagraph>Somebody, probably you, signed up for Linkarooie with this address.</MailParagraph>
      <MailButton href={link} label="Confirm this address" />
      <MailParagraph>
        The link works once, for 60 minutes. In another browser than the one you signed up with, you choose
        your password anew.
      </MailParagraph>
      <MailParagraph>
        If it was not you, do nothing: without the link, nobody can use your address.
      </MailParagraph>
    </MailLayout>
  ),
};

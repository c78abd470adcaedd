import * as z from "zod";

import { HOUR_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ provider: z.string(), link: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

const SUBJECT = "Confirm your address for Linkarooie";

/**
 * Proves that an address belongs to whoever signed in through a provider that does not vouch for it. Nothing they are
 * called there is in it: else a stranger would get by mail whatever somebody likes to call themselves.
 */
export const confirmIdentity: MailTemplate<Values> = {
  values,
  usefulForMs: HOUR_MS,
  subject: () => SUBJECT,
  text: ({ provider, link, origin }) => `Confirm your address

Somebody, probably you, signed in to Linkarooie through ${provider} and gave this address. Open this page in the same browser and press the button:

${link}

The link works once, for 60 minutes.

If it was not you, do nothing: in your browser the link opens nothing, and without it nobody can use your address.

Linkarooie, ${origin}
`,
  html: ({ provider, link, origin }) => (
    <MailLayout
      title="Confirm your address"
      preview={`Open the link in the browser where you signed in through ${provider}.`}
      origin={origin}
    >
      <MailParagraph>
        Somebody, probably you, signed in to Linkarooie through {provider} and gave this address. Open this
        page in the same browser and press the button.
      </MailParagraph>
      <MailButton href={link} label="Confirm this address" />
      <MailParagraph>The link works once, for 60 minutes.</MailParagraph>
      <MailParagraph>
        If it was not you, do nothing: in your browser the link opens nothing, and without it nobody can use
        your address.
      </MailParagraph>
    </MailLayout>
  ),
};

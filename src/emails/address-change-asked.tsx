import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ passwordUrl: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

/** Tells the old address that another one was asked for. Which one is not said: somebody typed it. */
export const addressChangeAsked: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "Another address was asked for on Linkarooie",
  text: ({ passwordUrl, origin }) => `Another address was asked for

Somebody who is signed in to your Linkarooie account asked for another e-mail address. Your account keeps this one until the link in our mail to the new address is used.

If it was you, there is nothing to do here.

If it was not, choose a new password now: that makes the link useless and signs everybody else out. Start here:

${passwordUrl}

Linkarooie, ${origin}
`,
  html: ({ passwordUrl, origin }) => (
    <MailLayout
      title="Another address was asked for"
      preview="Your account keeps this address for now."
      origin={origin}
    >
      <MailParagraph>
        Somebody who is signed in to your Linkarooie account asked for another e-mail address. Your account
        keeps this one until the link in our mail to the new address is used.
      </MailParagraph>
      <MailParagraph>If it was you, there is nothing to do here.</MailParagraph>
      <MailParagraph>
        If it was not, choose a new password now: that makes the link useless and signs everybody else out.
      </MailParagraph>
      <MailButton href={passwordUrl} label="Change your password" />
    </MailLayout>
  ),
};

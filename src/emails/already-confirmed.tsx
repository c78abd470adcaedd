import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ signInUrl: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

/** Answers the wish for another confirmation of an address that is confirmed: the page itself must not say so. */
export const alreadyConfirmed: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "Your Linkarooie address is confirmed already",
  text: ({ signInUrl, origin }) => `Your address is confirmed already

Somebody, probably you, asked for another link to confirm this address. It is confirmed already, so you can sign in:

${signInUrl}

If you forgot your password, you can choose a new one there. If it was not you, there is nothing to do.

Linkarooie, ${origin}
`,
  html: ({ signInUrl, origin }) => (
    <MailLayout title="Your address is confirmed already" preview="You can sign in." origin={origin}>
      <MailParagraph>
        Somebody, probably you, asked for another link to confirm this address. It is confirmed already, so
        you can sign in.
      </MailParagraph>
      <MailButton href={signInUrl} label="Sign in" />
      <MailParagraph>
        If you forgot your password, you can choose a new one there. If it was not you, there is nothing to
        do.
      </MailParagraph>
    </MailLayout>
  ),
};

import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ signInUrl: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

/** Answers a sign-up with an address that has an account: the page itself must not say so. */
export const alreadyRegistered: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "You already have a Linkarooie account",
  text: ({ signInUrl, origin }) => `You already have an account

Somebody, maybe you, tried to sign up for Linkarooie with this address. It has an account already, so no new one was made and nothing about yours has changed.

Sign in here:

${signInUrl}

If it was not you, there is nothing to do: whoever tried was told nothing about your account.

Linkarooie, ${origin}
`,
  html: ({ signInUrl, origin }) => (
    <MailLayout title="You already have an account" preview="No new account was made." origin={origin}>
      <MailParagraph>
        Somebody, maybe you, tried to sign up for Linkarooie with this address. It has an account already, so
        no new one was made and nothing about yours has changed.
      </MailParagraph>
      <MailButton href={signInUrl} label="Sign in" />
      <MailParagraph>
        If it was not you, there is nothing to do: whoever tried was told nothing about your account.
      </MailParagraph>
    </MailLayout>
  ),
};

import * as z from "zod";

import { HOUR_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ provider: z.string(), signInUrl: z.string(), origin: z.string() });
type Values = z.infer<typeof values>;

/** Answers an address that has an account already: the page that asked for it must not say so. */
export const identityHasAccount: MailTemplate<Values> = {
  values,
  usefulForMs: HOUR_MS,
  subject: () => "You already have a Linkarooie account",
  text: ({ provider, signInUrl, origin }) => `You already have an account

Somebody, maybe you, signed in to Linkarooie through ${provider} and gave this address. It has an account already, so no new one was made and nothing about yours has changed.

To sign in through ${provider} from now on, sign in as you did before, then link ${provider} under "Ways to sign in":

${signInUrl}

If it was not you, there is nothing to do: whoever tried was told nothing about your account.

Linkarooie, ${origin}
`,
  html: ({ provider, signInUrl, origin }) => (
    <MailLayout title="You already have an account" preview="No new account was made." origin={origin}>
      <MailParagraph>
        Somebody, maybe you, signed in to Linkarooie through {provider} and gave this address. It has an
        account already, so no new one was made and nothing about yours has changed.
      </MailParagraph>
      <MailParagraph>
        To sign in through {provider} from now on, sign in as you did before, then link {provider} under “Ways
        to sign in”.
      </MailParagraph>
      <MailButton href={signInUrl} label="Sign in" />
      <MailParagraph>
        If it was not you, there is nothing to do: whoever tried was told nothing about your account.
      </MailParagraph>
    </MailLayout>
  ),
};

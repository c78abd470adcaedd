import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const values = z.object({ origin: z.string() });
type Values = z.infer<typeof values>;

/** Answers a change of address to one that has an account: the page itself must not say so. It has no link that does anything. */
export const addressTaken: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "Somebody asked for your address on Linkarooie",
  text: ({ origin }) => `Somebody asked for your address

Somebody, maybe you, wanted to use this address for another Linkarooie account. It belongs to yours already, so nothing was changed, neither there nor here.

If you want it for the other account, give this one another address first.

If it was not you, there is nothing to do: whoever asked was told nothing about your account.

Linkarooie, ${origin}
`,
  html: ({ origin }) => (
    <MailLayout
      title="Somebody asked for your address"
      preview="Nothing about your account has changed."
      origin={origin}
    >
      <MailParagraph>
        Somebody, maybe you, wanted to use this address for another Linkarooie account. It belongs to yours
        already, so nothing was changed, neither there nor here.
      </MailParagraph>
      <MailParagraph>
        If you want it for the other account, give this one another address first.
      </MailParagraph>
      <MailParagraph>
        If it was not you, there is nothing to do: whoever asked was told nothing about your account.
      </MailParagraph>
    </MailLayout>
  ),
};

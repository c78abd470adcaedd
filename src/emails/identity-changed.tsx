import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";
import { mailTime } from "./mail-time.ts";

const values = z.object({
  /** The provider's name, such as Google. */
  provider: z.string(),
  deed: z.enum(["linked", "removed"]),
  /** RFC 3339, UTC. */
  at: z.string(),
  settingsUrl: z.string(),
  origin: z.string(),
});
type Values = z.infer<typeof values>;

function title({ provider, deed }: Values): string {
  return deed === "linked" ? `${provider} is linked to your account` : `${provider} is no longer linked`;
}

function what({ provider, deed, at }: Values): string {
  return deed === "linked"
    ? `Since ${mailTime(at)}, a ${provider} account opens your Linkarooie account.`
    : `Since ${mailTime(at)}, a ${provider} account that was linked no longer opens your Linkarooie account.`;
}

const IF_YOU = "If it was you, there is nothing to do.";
const IF_NOT =
  "If it was not, look at your ways to sign in now, remove what is not yours, and sign out everywhere else.";

/** Another way into an account came or went (OWASP ASVS 5.0, 6.3.7). */
export const identityChanged: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: title,
  text: (mail) => `${title(mail)}

${what(mail)}

${IF_YOU}

${IF_NOT}

${mail.settingsUrl}

Linkarooie, ${mail.origin}
`,
  html: (mail) => (
    <MailLayout title={title(mail)} preview={what(mail)} origin={mail.origin}>
      <MailParagraph>{what(mail)}</MailParagraph>
      <MailParagraph>{IF_YOU}</MailParagraph>
      <MailParagraph>{IF_NOT}</MailParagraph>
      <MailButton href={mail.settingsUrl} label="See your ways to sign in" />
    </MailLayout>
  ),
};

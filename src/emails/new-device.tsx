import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";
import { mailTime } from "./mail-time.ts";

const values = z.object({
  device: z.string(),
  /** RFC 3339, UTC. */
  at: z.string(),
  sessionsUrl: z.string(),
  origin: z.string(),
});
type Values = z.infer<typeof values>;

/** Somebody signed in from a browser this account had not seen (OWASP ASVS 5.0, 6.3.5). */
export const newDevice: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: () => "New sign-in to your Linkarooie account",
  text: ({ device, at, sessionsUrl, origin }) => `New sign-in to your account

Somebody signed in from a browser that had not been used with your account before: ${device}, ${mailTime(at)}.

If it was you, there is nothing to do.

If it was not, sign that browser out and choose a new password now:

${sessionsUrl}

Linkarooie, ${origin}
`,
  html: ({ device, at, sessionsUrl, origin }) => (
    <MailLayout title="New sign-in to your account" preview={`${device}, ${mailTime(at)}.`} origin={origin}>
      <MailParagraph>
        Somebody signed in from a browser that had not been used with your account before: {device},{" "}
        {mailTime(at)}.
      </MailParagraph>
      <MailParagraph>If it was you, there is nothing to do.</MailParagraph>
      <MailParagraph>If it was not, sign that browser out and choose a new password now.</MailParagraph>
      <MailButton href={sessionsUrl} label="See where you are signed in" />
    </MailLayout>
  ),
};

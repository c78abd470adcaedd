import * as z from "zod";

import { DAY_MS } from "../limits.ts";
import { mailTime } from "./mail-time.ts";
import { MailButton, MailLayout, MailParagraph } from "./mail-layout.tsx";
import type { MailTemplate } from "./mail-template.ts";

const CHANGES = [
  "codes_on",
  "codes_off",
  "recovery_codes_made",
  "recovery_code_used",
  "passkey_added",
  "passkey_removed",
] as const;
export type FactorChange = (typeof CHANGES)[number];

const values = z.object({
  change: z.enum(CHANGES),
  /** Recovery codes that are still good, where that is what changed. */
  left: z.int().nullable(),
  device: z.string(),
  /** RFC 3339, UTC. */
  at: z.string(),
  /** The page with every way to sign in. */
  link: z.string(),
  origin: z.string(),
});
type Values = z.infer<typeof values>;

const TITLES: Readonly<Record<FactorChange, string>> = {
  codes_on: "Codes are on",
  codes_off: "Codes are off",
  recovery_codes_made: "New recovery codes",
  recovery_code_used: "A recovery code was used",
  passkey_added: "A passkey was added",
  passkey_removed: "A passkey was removed",
};

const MEANINGS: Readonly<Record<FactorChange, (left: number) => string>> = {
  codes_on: () => "From now on, whoever signs in with your password also needs a code from your app.",
  codes_off: () => "From now on, your password opens your account without a code from your app.",
  recovery_codes_made: () => "Ten new recovery codes were made. The old ones no longer work.",
  recovery_code_used: (left) =>
    `It took the place of a code from your app and does not work again. ${left === 1 ? "1 is" : `${left} are`} left.`,
  passkey_added: () => "It opens your account on its own.",
  passkey_removed: () => "It no longer opens your account.",
};

/** Tells the owner that what opens the account has changed (OWASP ASVS 5.0, 6.3.7). Nothing anybody typed is in it. */
export const factorChanged: MailTemplate<Values> = {
  values,
  usefulForMs: DAY_MS,
  subject: ({ change }) => `${TITLES[change]}: your Linkarooie account`,
  text: ({ change, left, device, at, link, origin }) => `${TITLES[change]}

${MEANINGS[change](left ?? 0)} It happened in this browser: ${device}, ${mailTime(at)}.

If it was you, there is nothing to do.

If it was not, somebody else is signed in to your account. Undo it, sign out everywhere else and choose a new password now:

${link}

Linkarooie, ${origin}
`,
  html: ({ change, left, device, at, link, origin }) => (
    <MailLayout title={TITLES[change]} preview={`${device}, ${mailTime(at)}.`} origin={origin}>
      <MailParagraph>
        {MEANINGS[change](left ?? 0)} It happened in this browser: {device}, {mailTime(at)}.
      </MailParagraph>
      <MailParagraph>If it was you, there is nothing to do.</MailParagraph>
      <MailParagraph>
        If it was not, somebody else is signed in to your account. Undo it, sign out everywhere else and
        choose a new password now.
      </MailParagraph>
      <MailButton href={link} label="See your ways to sign in" />
    </MailLayout>
  ),
};

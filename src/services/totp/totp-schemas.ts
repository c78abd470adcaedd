/** What is sent to and answered by the services of one-time codes. */
import * as z from "zod";

/** Far above the longest code with its spaces. */
const MAX_CODE_UNITS = 64;

const code = z.string().min(1).max(MAX_CODE_UNITS);

/** A code of the app alone: the set-up is proved by it. */
export const confirmTotpBody = z
  .strictObject({ code: code.describe("Six digits from the app that is being set up") })
  .meta({ id: "ConfirmTotpRequest" });

export const secondFactorBody = z
  .strictObject({ code: code.describe("Six digits from the app, or a recovery code; spaces do not matter") })
  .meta({ id: "SecondFactorRequest" });

export const totpState = z
  .object({
    enabled: z.boolean(),
    recovery_codes_left: z.int().describe("Recovery codes that have not been used"),
  })
  .meta({ id: "Totp" });
export type TotpState = z.infer<typeof totpState>;

export const totpEnrolment = z
  .object({
    secret: z.string().describe("Base32, for typing into an app"),
    otpauth_uri: z.string().describe("What the QR code of a set-up holds"),
  })
  .meta({ id: "TotpEnrolment" });
export type TotpEnrolment = z.infer<typeof totpEnrolment>;

export const recoveryCodes = z
  .object({ recovery_codes: z.array(z.string()).describe("Shown this once; each works once") })
  .meta({ id: "RecoveryCodes" });

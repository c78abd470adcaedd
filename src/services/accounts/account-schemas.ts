/** What people send to the account services: the same for the API and for the forms. */
import * as z from "zod";

/** Longest address that SMTP carries (RFC 5321, 4.5.3.1.3, without the angle brackets). */
const MAX_EMAIL_CHARS = 254;
const MAX_NAME_CHARS = 100;
/** Far above the longest password, so that the password rule itself says what is wrong. */
const MAX_PASSWORD_UNITS = 1_024;

const email = z.email({ message: "must be an e-mail address such as ada@example.com" }).max(MAX_EMAIL_CHARS);
const password = z.string().min(1).max(MAX_PASSWORD_UNITS);
const name = z
  .string()
  .trim()
  .max(MAX_NAME_CHARS)
  .regex(/^\P{Cc}*$/u, { message: "must not contain control characters" });

export const registerBody = z
  .strictObject({
    email,
    password: password.describe("10 to 128 characters"),
    first_name: name.optional(),
    last_name: name.optional(),
  })
  .meta({ id: "RegisterRequest" });
export type RegisterBody = z.infer<typeof registerBody>;

/** The address is not checked for its form here: what is no address is an unknown address. */
export const signInBody = z
  .strictObject({ email: z.string().trim().min(1).max(MAX_EMAIL_CHARS), password })
  .meta({ id: "SignInRequest" });
export type SignInBody = z.infer<typeof signInBody>;

export const reauthenticateBody = z
  .strictObject({
    password,
    code: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe("Needed when codes are on: six digits from the app, or a recovery code"),
  })
  .meta({ id: "ReauthenticateRequest" });

/** Longer text is no token of ours. */
const token = z.string().min(1).max(128);

export const verifyEmailBody = z
  .strictObject({
    token,
    password: password
      .optional()
      .describe("Needed when another browser registered; replaces the password chosen there"),
  })
  .meta({ id: "VerifyEmailRequest" });
export type VerifyEmailBody = z.infer<typeof verifyEmailBody>;

/** For everything that answers the same whether or not an address is known. */
export const addressBody = z.strictObject({ email }).meta({ id: "AddressRequest" });
export type AddressBody = z.infer<typeof addressBody>;

export const resetPasswordBody = z
  .strictObject({ token, password: password.describe("10 to 128 characters") })
  .meta({ id: "ResetPasswordRequest" });
export type ResetPasswordBody = z.infer<typeof resetPasswordBody>;

export const changePasswordBody = z
  .strictObject({ password: password.describe("10 to 128 characters") })
  .meta({ id: "ChangePasswordRequest" });
export type ChangePasswordBody = z.infer<typeof changePasswordBody>;

export const confirmAddressBody = z.strictObject({ token }).meta({ id: "ConfirmAddressRequest" });
export type ConfirmAddressBody = z.infer<typeof confirmAddressBody>;

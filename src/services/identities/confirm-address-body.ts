import * as z from "zod";

/** Longest address that SMTP carries (RFC 5321, 4.5.3.1.3, without the angle brackets). */
const MAX_EMAIL_CHARS = 254;

/** What somebody types where a provider vouched for no address. */
export const confirmAddressBody = z.strictObject({
  email: z.email({ message: "must be an e-mail address such as ada@example.com" }).max(MAX_EMAIL_CHARS),
});

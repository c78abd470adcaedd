import { sha256Hex } from "../../auth/hash.ts";
import { hashPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { consumeVerification, findToken, type MailTokenRow } from "../../db/mail-tokens.ts";
import { InvalidInputError } from "../../errors.ts";
import { acceptPassword } from "./accept-password.ts";
import type { VerifyEmailBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { passGate } from "../gates/pass-gate.ts";

/** What the page behind the link has to ask for. */
type VerificationNeeds = "nothing" | "password" | "new_link";

/**
 * Looks at a link without using it up, for the page with the button: mail scanners open links too. `password` when
 * another browser registered, `new_link` when the link is unknown, used or older than 60 minutes.
 */
export async function inspectVerification(
  app: AppContext,
  secret: string,
  client: ClientInfo,
): Promise<VerificationNeeds> {
  const token = await findToken(app.db, { tokenHash: await sha256Hex(secret), now: app.now() });
  if (token === null) return "new_link";
  return (await sameBrowser(token, client)) ? "nothing" : "password";
}

/**
 * Proves the address and uses the link up; signs nobody in. Whoever registered may not be the one who owns the address:
 * in another browser a new password must come along, and it replaces the one chosen at registration. Throws
 * `link_not_valid`, `password_needed` or `password_not_accepted`; the last two leave the link good.
 */
export async function verifyEmail(app: AppContext, body: VerifyEmailBody, client: ClientInfo): Promise<void> {
  await passGate(app, "verify-email", client);
  const now = app.now();
  const token = await findToken(app.db, { tokenHash: await sha256Hex(body.token), now });
  if (token === null) throw notValid();
  if (body.password === undefined && !(await sameBrowser(token, client))) throw passwordNeeded();
  if (body.password !== undefined) await acceptPassword(app, body.password, token.email);
  const passwordHash = body.password === undefined ? null : await hashPassword(body.password);
  if (!(await consumeVerification(app.db, { token, passwordHash, now }))) throw notValid();
  app.log.info("email_verified", { user_id: token.userId });
}

async function sameBrowser(token: MailTokenRow, client: ClientInfo): Promise<boolean> {
  const browserSecret = client.secrets.registration;
  // Comparing hashes of a 256-bit secret: their order of differing bytes says nothing about the secret.
  return browserSecret !== null && token.browserHash === (await sha256Hex(browserSecret));
}

function notValid(): InvalidInputError {
  const detail = "This link was used already or is older than 60 minutes. Sign in to get a new one by mail.";
  return new InvalidInputError("link_not_valid", detail, [
    { pointer: "/token", code: "link_not_valid", detail },
  ]);
}

function passwordNeeded(): InvalidInputError {
  const detail =
    "The sign-up was made in another browser. Choose a password here; it replaces the one chosen there.";
  return new InvalidInputError("password_needed", detail, [
    { pointer: "/password", code: "password_needed", detail },
  ]);
}

import { sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { findToken, type MailTokenRow } from "../../db/mail-tokens.ts";
import { proveAddress } from "../../db/prove-address.ts";
import { InvalidInputError } from "../../errors.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import { newPasswordHash } from "../passwords/new-password-hash.ts";
import type { VerifyEmailBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { linkNotValid } from "./link-not-valid.ts";

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
  const found = await findVerification(app, secret);
  if (found === null) return "new_link";
  return (await sameBrowser(found.token, client)) ? "nothing" : "password";
}

/**
 * Proves the address and uses the link up; signs nobody in. Whoever registered may not be the one who owns the address:
 * in another browser a new password must come along, and it replaces the one chosen at registration; the names typed there
 * go too. Anything else that was prepared on the account before is gone. Throws `link_not_valid`, `password_needed` or `password_not_accepted`; the
 * last two leave the link good.
 */
export async function verifyEmail(app: AppContext, body: VerifyEmailBody, client: ClientInfo): Promise<void> {
  await passGate(app, "verify-email", client);
  const found = await findVerification(app, body.token);
  if (found === null) throw notValid();
  const { token } = found;
  const { userId } = token;
  const keepNames = await sameBrowser(token, client);
  if (body.password === undefined && !keepNames) throw passwordNeeded();
  const passwordHash =
    body.password === undefined ? null : await newPasswordHash(app, body.password, token.email);
  const audit = auditRow(app, { userId, actorId: null, action: "address_verified", client });
  if (!(await proveAddress(app.db, { token, passwordHash, keepNames, audit, now: app.now() })))
    throw notValid();
  app.log.info("email_verified", { user_id: userId });
}

async function findVerification(app: AppContext, secret: string) {
  return findToken(app.db, {
    tokenHash: await sha256Hex(secret),
    purpose: "verify_email",
    now: app.now(),
  });
}

async function sameBrowser(token: MailTokenRow, client: ClientInfo): Promise<boolean> {
  const browserSecret = client.secrets.registration;
  // Comparing hashes of a 256-bit secret: their order of differing bytes says nothing about the secret.
  return browserSecret !== null && token.browserHash === (await sha256Hex(browserSecret));
}

function notValid(): InvalidInputError {
  return linkNotValid("Ask for a new mail; if you confirmed your address before, sign in.");
}

function passwordNeeded(): InvalidInputError {
  const detail =
    "The sign-up was made in another browser. Choose a password here; it replaces the one chosen there.";
  return new InvalidInputError("password_needed", detail, [
    { pointer: "/password", code: "password_needed", detail },
  ]);
}

import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import type { NewMailToken } from "../../db/mail-tokens.ts";
import { HOUR_MS } from "../../limits.ts";
import { sealEmail } from "./queue-email.ts";

/** Life of a link sent by mail (OWASP ASVS 5.0, 6.4.1 asks for a short one). */
const VERIFICATION_LIFE_MS = HOUR_MS;

/** A fresh single-use link for an address and the mail that carries it; nothing is written yet. */
export async function issueVerification(
  app: AppContext,
  input: { userId: string; email: string; emailKey: string; browserHash: string | null },
): Promise<{ token: NewMailToken; mail: NewEmail }> {
  const secret = randomSecret();
  const now = app.now();
  const mail = await sealEmail(app, {
    template: "verify-email",
    userId: input.userId,
    recipient: input.email,
    values: { link: `${app.config.appOrigin}/verify-email?token=${secret}`, origin: app.config.appOrigin },
  });
  const token: NewMailToken = {
    tokenHash: await sha256Hex(secret),
    userId: input.userId,
    purpose: "verify_email",
    email: input.emailKey,
    browserHash: input.browserHash,
    createdAt: now,
    expiresAt: now + VERIFICATION_LIFE_MS,
  };
  return { token, mail };
}

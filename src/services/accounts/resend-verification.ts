import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import { reissueToken } from "../../db/mail-tokens.ts";
import { findAccount, type UserRow } from "../../db/users.ts";
import { newId } from "../../new-id.ts";
import { passGate, passSubjectGate } from "../gates/pass-gate.ts";
import type { AddressBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { emailKey } from "./email-key.ts";
import { issueMailToken } from "./issue-mail-token.ts";
import { announceEmail, sealDecoy, sealEmail } from "./queue-email.ts";

/**
 * Sends the mail that proves an address once more. An address that is proved already gets a mail that says so, one nobody
 * knows a decoy that goes nowhere: answer and work are the same. The browser that signed up stays the one that may
 * confirm without choosing a password anew. Throws `rate_limited`.
 */
export async function resendVerification(
  app: AppContext,
  body: AddressBody,
  client: ClientInfo,
): Promise<void> {
  const key = emailKey(body.email);
  await passGate(app, "send-mail", client);
  await passSubjectGate(app, "send-mail", `address:${key}`);
  const user = (await findAccount(app.db, key))?.user ?? null;
  // Somebody unknown gets an id nobody has: the token's statement runs and writes nothing.
  const userId = user?.id ?? newId("usr");
  const { token, link } = await issueMailToken(app, { userId, purpose: "verify_email", email: key });
  const mail = await mailFor(app, user, link);
  await reissueToken(app.db, { token, mails: [mail], keepBrowser: true });
  await announceEmail(app, mail.id);
}

function mailFor(app: AppContext, user: UserRow | null, link: string): Promise<NewEmail> {
  if (user === null) return sealDecoy(app);
  const origin = app.config.appOrigin;
  const to = { userId: user.id, recipient: user.email };
  return user.emailVerifiedAt === null
    ? sealEmail(app, { ...to, template: "verify-email", values: { link, origin } })
    : sealEmail(app, {
        ...to,
        template: "already-confirmed",
        values: { signInUrl: `${origin}/sign-in`, origin },
      });
}

import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import { hashPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import { beginRegistration, writeRegistration } from "../../db/registrations.ts";
import type { Account } from "../../db/users.ts";
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { auditRow } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import { acceptPassword } from "./accept-password.ts";
import type { RegisterBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { emailKey } from "./email-key.ts";
import { issueMailToken } from "./issue-mail-token.ts";
import { checkPassword } from "./password-rules.ts";
import { announceEmail, sealDecoy, sealEmail } from "./queue-email.ts";

/** How long an address has peace after a mail that a sign-up under it caused. */
const PEACE = { confirmedMs: HOUR_MS, unconfirmedMs: MINUTE_MS };

/**
 * Signs a person up. The answer and all work before it are the same whether or not the address is known: one hash, one
 * round trip to read, one to write, one message to the queue; only the mail differs, and an address that was written to a
 * moment ago gets none. Nobody is signed in. The returned secret goes into the registration cookie: the browser that
 * holds it may confirm without choosing the password anew. A browser that has one keeps it.
 */
export async function register(
  app: AppContext,
  body: RegisterBody,
  client: ClientInfo,
): Promise<{ browserSecret: string }> {
  // Once before the gate, so that a slip in the form does not use up an attempt.
  checkPassword(body.password, body.email);
  await passGate(app, "register", client);
  await acceptPassword(app, body.password, body.email);
  const browserSecret = client.secrets.registration ?? randomSecret();
  const passwordHash = await hashPassword(body.password);
  const key = emailKey(body.email);
  const { known, mayMail } = await beginRegistration(app.db, {
    emailKey: key,
    peaceKey: await app.vault.blindIndex("gate", `register:peace:${key}`),
    peace: PEACE,
    now: app.now(),
  });
  const outcome = judge(known, mayMail);
  const userId = outcome === "write" && known !== null ? known.user.id : newId("usr");
  const { token, link } = await issueMailToken(app, {
    userId,
    purpose: "verify_email",
    email: key,
    browserHash: await sha256Hex(browserSecret),
  });
  const mail = await mailFor(app, { outcome, known, userId, email: body.email, link });
  await writeRegistration(app.db, {
    writes: outcome === "write",
    userId,
    email: body.email,
    emailKey: key,
    firstName: body.first_name || null,
    lastName: body.last_name || null,
    passwordHash,
    token,
    mail,
    audit: auditRow(app, { userId, actorId: null, action: "registered", client }),
    now: app.now(),
  });
  await announceEmail(app, mail.id);
  return { browserSecret };
}

type Outcome = "write" | "remind" | "nothing";

/**
 * An unproved account is written over, the owner of a proved one reminded. Nothing at all when a sign-up under this
 * address caused a mail a moment ago: within a minute an unconfirmed address keeps its first sign-up, and whoever owns it
 * chooses the password when confirming in another browser.
 */
function judge(known: Account | null, mayMail: boolean): Outcome {
  if (known === null) return "write";
  if (!mayMail) return "nothing";
  return known.user.emailVerifiedAt === null ? "write" : "remind";
}

function mailFor(
  app: AppContext,
  input: { outcome: Outcome; known: Account | null; userId: string; email: string; link: string },
): Promise<NewEmail> {
  const { outcome, known, userId, email, link } = input;
  const origin = app.config.appOrigin;
  if (outcome === "write") {
    return sealEmail(app, { template: "verify-email", userId, recipient: email, values: { link, origin } });
  }
  if (outcome === "nothing" || known === null) return sealDecoy(app);
  return sealEmail(app, {
    template: "already-registered",
    userId: known.user.id,
    recipient: known.user.email,
    values: { signInUrl: `${origin}/sign-in`, origin },
  });
}

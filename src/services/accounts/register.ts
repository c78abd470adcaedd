import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import { hashPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { wasMailedSince } from "../../db/emails.ts";
import {
  findAccount,
  insertRegistration,
  replaceRegistration,
  type Registration,
  type UserRow,
} from "../../db/users.ts";
import { HOUR_MS, MINUTE_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { acceptPassword } from "./accept-password.ts";
import type { RegisterBody } from "./account-schemas.ts";
import type { ClientInfo } from "./client-info.ts";
import { emailKey } from "./email-key.ts";
import { issueVerification } from "./issue-verification.ts";
import { passGate } from "../gates/pass-gate.ts";
import { checkPassword } from "./password-rules.ts";
import { announceEmail, queueEmail } from "./queue-email.ts";

/**
 * Signs a person up. The answer and the costly work are the same whether or not the address is known; only the mail
 * differs, and an address that was written to a moment ago gets none. Nobody is signed in. The returned secret goes into the registration cookie: the browser that
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
  const account = { body, passwordHash, browserHash: await sha256Hex(browserSecret) };
  // A second round is needed only when the same address signs up twice at the same moment.
  if (!(await writeAccount(app, account))) await writeAccount(app, account);
  return { browserSecret };
}

interface Applicant {
  readonly body: RegisterBody;
  readonly passwordHash: string;
  readonly browserHash: string;
}

/** False when the address was taken between looking and writing. */
async function writeAccount(app: AppContext, applicant: Applicant): Promise<boolean> {
  const known = await findAccount(app.db, emailKey(applicant.body.email));
  if (known !== null && (await mailedLately(app, known.user))) return true;
  if (known !== null && known.user.emailVerifiedAt !== null) {
    await queueEmail(app, {
      template: "already-registered",
      userId: known.user.id,
      recipient: known.user.email,
      values: { signInUrl: `${app.config.appOrigin}/sign-in`, origin: app.config.appOrigin },
    });
    return true;
  }
  const registration = await prepare(app, applicant, known?.user.id ?? newId("usr"));
  if (known !== null) await replaceRegistration(app.db, registration);
  else if (!(await insertRegistration(app.db, registration))) return false;
  await announceEmail(app, registration.mail.id);
  return true;
}

/** How long an address has peace after a mail that a sign-up under it caused. */
const PEACE_MS = { confirmed: HOUR_MS, unconfirmed: MINUTE_MS };

/**
 * True when a sign-up under this address caused a mail a moment ago: then another changes nothing. Within a minute an
 * unconfirmed address keeps its first sign-up; whoever owns it chooses the password when confirming in another browser.
 */
function mailedLately(app: AppContext, user: UserRow): Promise<boolean> {
  const confirmed = user.emailVerifiedAt !== null;
  return wasMailedSince(app.db, {
    userId: user.id,
    template: confirmed ? "already-registered" : "verify-email",
    since: app.now() - (confirmed ? PEACE_MS.confirmed : PEACE_MS.unconfirmed),
  });
}

async function prepare(app: AppContext, applicant: Applicant, userId: string): Promise<Registration> {
  const { body, passwordHash, browserHash } = applicant;
  const key = emailKey(body.email);
  const verification = await issueVerification(app, {
    userId,
    email: body.email,
    emailKey: key,
    browserHash,
  });
  return {
    userId,
    email: body.email,
    emailKey: key,
    firstName: body.first_name || null,
    lastName: body.last_name || null,
    passwordHash,
    ...verification,
    now: app.now(),
  };
}

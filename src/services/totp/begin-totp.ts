import { newCodeSecret, otpauthUri } from "../../auth/one-time-code.ts";
import type { AppContext } from "../../context.ts";
import { beginTotp as writeEnrolment, findTotp } from "../../db/totp.ts";
import { MINUTE_MS } from "../../limits.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { codesAreOn } from "./totp-errors.ts";
import { totpPlace } from "./totp-place.ts";
import type { TotpEnrolment } from "./totp-schemas.ts";

/** How long a set-up waits for its first code. */
export const ENROLMENT_MS = 30 * MINUTE_MS;

/**
 * Begins the set-up of an authenticator app, or begins it anew: nothing asks for a code before the first one was typed.
 * Throws `codes_on` when an app is set up already: a new secret would quietly switch it off.
 */
export async function beginTotp(app: AppContext, session: SessionUser): Promise<TotpEnrolment> {
  const { userId } = session;
  const secret = newCodeSecret();
  const sealedSecret = await app.vault.seal(secret, totpPlace(userId));
  if (!(await writeEnrolment(app.db, { userId, sealedSecret, now: app.now() }))) throw codesAreOn();
  return { secret, otpauth_uri: otpauthUri(secret, session.email) };
}

/** The set-up that waits for its first code, for the page that shows it again; null when there is none. */
export async function readEnrolment(app: AppContext, session: SessionUser): Promise<TotpEnrolment | null> {
  const row = await findTotp(app.db, session.userId);
  if (row === null || row.confirmedAt !== null || app.now() - row.createdAt >= ENROLMENT_MS) return null;
  const secret = await app.vault.open(row.sealedSecret, totpPlace(session.userId));
  return { secret, otpauth_uri: otpauthUri(secret, session.email) };
}

import type { AppContext } from "../../context.ts";
import { replaceRecoveryCodes } from "../../db/recovery-codes.ts";
import { hasTotp, totpIsOn } from "../../db/totp.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { factorNotes } from "../accounts/factor-notes.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { makeRecoveryCodes } from "./make-recovery-codes.ts";
import { codesAreOff } from "./totp-errors.ts";

/** Ten new recovery codes, to be shown once; the old ones are dead. The owner is told. Throws `codes_off`. */
export async function renewRecoveryCodes(
  app: AppContext,
  session: SessionUser,
  client: ClientInfo,
): Promise<readonly string[]> {
  const { userId, sessionId, email } = session;
  if (!(await hasTotp(app.db, userId))) throw codesAreOff();
  const { codes, hashes } = await makeRecoveryCodes();
  const notes = await factorNotes(app, { change: "recovery_codes_made", userId, email, sessionId, client });
  const made = await replaceRecoveryCodes(app.db, {
    userId,
    hashes,
    now: app.now(),
    condition: totpIsOn(userId),
    ...notes,
  });
  // Switched off in between: codes that open nothing are not shown.
  if (!made) throw codesAreOff();
  await announceEmail(app, notes.mail.id);
  return codes;
}

import type { AppContext } from "../../context.ts";
import { disableTotp as takeAway, findTotp } from "../../db/totp.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { factorNotes } from "../accounts/factor-notes.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { codesAreOff } from "./totp-errors.ts";

/**
 * Switches codes off, or ends a set-up nobody confirmed. The secret, the recovery codes and half-finished sign-ins go with
 * them, and the owner is told by mail. Throws `codes_off` when there is nothing to switch off.
 */
export async function disableTotp(app: AppContext, session: SessionUser, client: ClientInfo): Promise<void> {
  const { userId, sessionId, email } = session;
  if ((await findTotp(app.db, userId)) === null) throw codesAreOff();
  const notes = await factorNotes(app, { change: "codes_off", userId, email, sessionId, client });
  if (await takeAway(app.db, { userId, ...notes })) await announceEmail(app, notes.mail.id);
}

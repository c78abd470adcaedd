import type { AppContext } from "../../context.ts";
import { insertEmail } from "../../db/emails.ts";
import { deleteIdentityUnlessLast, listIdentities } from "../../db/identities.ts";
import { NotFoundError } from "../../errors.ts";
import { LastWayInError } from "../accounts/ways-in.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { SessionUser } from "../sessions/read-session.ts";
import { identityMail } from "./identity-mail.ts";

/**
 * Removes a linked account of the person and tells them by mail. Throws 404 when it is not theirs, `last_way_in` when
 * nothing else would open the account.
 */
export async function unlinkIdentity(
  app: AppContext,
  session: SessionUser,
  id: string,
  client: ClientInfo,
): Promise<void> {
  const { userId, sessionId, email: recipient } = session;
  const removed = await deleteIdentityUnlessLast(app.db, { id, userId });
  if (removed === null) {
    const rows = await listIdentities(app.db, userId);
    if (!rows.some((row) => row.id === id)) throw new NotFoundError("linked account");
    throw new LastWayInError();
  }
  const { provider } = removed;
  await recordAudit(app, { userId, action: "identity_unlinked", sessionId, target: provider, client });
  const mail = await identityMail(app, { userId, recipient, provider, deed: "removed" });
  await insertEmail(app.db, mail);
  await announceEmail(app, mail.id);
}

import type { AppContext } from "../../context.ts";
import { deleteIdentity, listIdentities } from "../../db/identities.ts";
import { NotFoundError } from "../../errors.ts";
import { LastWayInError } from "../accounts/ways-in.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { announceEmail } from "../accounts/queue-email.ts";
import { auditRow } from "../audit/record-audit.ts";
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
  const found = (await listIdentities(app.db, userId)).find((row) => row.id === id);
  if (found === undefined) throw new NotFoundError("linked account");
  const { provider } = found;
  const mail = await identityMail(app, { userId, recipient, provider, deed: "removed" });
  const entry = { userId, action: "identity_unlinked", sessionId, target: provider, client } as const;
  const notes = { audit: auditRow(app, entry), mail };
  if (!(await deleteIdentity(app.db, { id, userId, ...notes }))) throw new LastWayInError();
  await announceEmail(app, mail.id);
}

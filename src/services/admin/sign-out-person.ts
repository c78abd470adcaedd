import type { AppContext } from "../../context.ts";
import { forgetDevicesStatement } from "../../db/known-devices.ts";
import { dropPendingSignInsStatement } from "../../db/pending-sign-ins.ts";
import { endSessionsStatement } from "../../db/sessions.ts";
import { findUser } from "../../db/users.ts";
import { NotFoundError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import type { SessionUser } from "../sessions/read-session.ts";

/**
 * Ends every session of a person, and every sign-in that is half done; each browser is a stranger again. Recorded in their
 * history and in the administrator's. Once this returns, no request is let in with any of them. Throws 404.
 */
export async function signOutPerson(
  app: AppContext,
  admin: SessionUser,
  userId: string,
  client: ClientInfo,
): Promise<void> {
  if ((await findUser(app.db, userId)) === null) throw new NotFoundError();
  const { userId: actorId, sessionId } = admin;
  const entry = { actorId, sessionId, client };
  await app.db.batch([
    endSessionsStatement(app.db, { userId, exceptId: null }),
    dropPendingSignInsStatement(app.db, userId),
    forgetDevicesStatement(app.db, userId),
    auditOf(app, { ...entry, userId, action: "sessions_revoked" }),
    auditOf(app, { ...entry, userId: actorId, action: "admin_acted", target: `sign_out:${userId}` }),
  ]);
  app.log.info("person_signed_out", { user_id: userId, by: actorId });
}

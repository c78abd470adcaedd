import type { AppContext } from "../../context.ts";
import { forgetDevicesStatement } from "../../db/known-devices.ts";
import { dropPendingSignInsStatement } from "../../db/pending-sign-ins.ts";
import { endSessionsStatement, endSessionStatement } from "../../db/sessions.ts";
import { NotFoundError } from "../../errors.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf, recordAudit } from "../audit/record-audit.ts";
import type { SessionUser } from "./read-session.ts";

/** Ends one session of the person. Once this returns, no request is let in with it. Throws 404 when it is not theirs. */
export async function endSession(
  app: AppContext,
  session: SessionUser,
  id: string,
  client: ClientInfo,
): Promise<void> {
  const ended = await endSessionStatement(app.db, { id, userId: session.userId });
  if (ended.length === 0) throw new NotFoundError("session");
  await recordAudit(app, {
    userId: session.userId,
    action: "session_revoked",
    sessionId: session.sessionId,
    target: id,
    client,
  });
}

/**
 * Ends every session, or every other one, and forgets the browsers: half-finished sign-ins die too, and each browser is
 * a stranger again. Once this returns, no request is let in with any of them. Returns how many ended.
 */
export async function endSessions(
  app: AppContext,
  session: SessionUser,
  input: { exceptCurrent: boolean; client: ClientInfo },
): Promise<number> {
  const { userId, sessionId } = session;
  const [ended] = await app.db.batch([
    endSessionsStatement(app.db, { userId, exceptId: input.exceptCurrent ? sessionId : null }),
    dropPendingSignInsStatement(app.db, userId),
    forgetDevicesStatement(app.db, userId),
    auditOf(app, { userId, action: "sessions_revoked", sessionId, client: input.client }),
  ]);
  return ended.length;
}

import type { AppContext } from "../../context.ts";
import { endSessionStatement } from "../../db/sessions.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { auditOf } from "../audit/record-audit.ts";
import type { SessionUser } from "./read-session.ts";

/** Ends this session: no request that starts after this returns is let in with it. */
export async function signOut(app: AppContext, session: SessionUser, client: ClientInfo): Promise<void> {
  const { userId, sessionId } = session;
  await app.db.batch([
    endSessionStatement(app.db, { id: sessionId, userId }),
    auditOf(app, { userId, action: "signed_out", sessionId, client }),
  ]);
}

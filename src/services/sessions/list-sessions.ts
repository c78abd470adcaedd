import type { AppContext } from "../../context.ts";
import { listLivingSessions } from "../../db/sessions.ts";
import type { SessionUser } from "./read-session.ts";
import { type SessionResource, toSessionResource } from "./session-resource.ts";

/** Where a person is signed in, last used first. */
export async function listSessions(app: AppContext, session: SessionUser): Promise<SessionResource[]> {
  const rows = await listLivingSessions(app.db, { userId: session.userId, now: app.now() });
  return rows.map((row) => toSessionResource(row, session.sessionId));
}

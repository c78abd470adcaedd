import type { AppContext } from "../../context.ts";
import { isSessionAlive } from "../../db/sessions.ts";

/** True while a session lives. For answers that go on for longer than the request that was let in. */
export function isAlive(app: AppContext, sessionId: string): Promise<boolean> {
  return isSessionAlive(app.db, { id: sessionId, now: app.now() });
}

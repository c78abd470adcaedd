import type { AppContext } from "../../context.ts";
import { deleteSession } from "../../db/sessions.ts";

/** Ends a session: no request that starts after this returns is let in with it. */
export async function signOut(app: AppContext, sessionId: string): Promise<void> {
  await deleteSession(app.db, sessionId);
}

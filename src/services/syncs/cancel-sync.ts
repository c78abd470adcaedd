import type { AppContext } from "../../context.ts";
import { markCancelled } from "../../db/syncs.ts";
import { ConflictError } from "../../errors.ts";
import { getSync } from "./get-sync.ts";
import type { SyncResource } from "./sync-resource.ts";

/** Stops what a run has not written yet; what was sent is still checked. 409 when the run has ended already. */
export async function cancelSync(app: AppContext, userId: string, id: string): Promise<SyncResource> {
  await getSync(app, userId, id);
  const stopped = await markCancelled(app.db, userId, id, app.now());
  if (!stopped) throw new ConflictError("run_ended", "This run has ended already; there is nothing to stop.");
  await app.userSync.cancel(userId, id);
  return getSync(app, userId, id);
}

import type { AppContext } from "../../context.ts";
import { markCancelled } from "../../db/syncs.ts";
import { ConflictError } from "../../errors.ts";
import { getSync } from "./get-sync.ts";
import type { SyncResource } from "./sync-resource.ts";

/** Stops what a run has not written yet; what was sent is still checked. 409 when the run has ended already. */
export async function cancelSync(app: AppContext, userId: string, id: string): Promise<SyncResource> {
  const run = await getSync(app, userId, id);
  if (run.state !== "running") throw ended();
  // The object first: a run that only D1 calls cancelled would still be written.
  await app.userSync.cancel(userId, id);
  const after = await getSync(app, userId, id);
  const stopped = after.targets.some((target) => target.reason === "stopped");
  // Its last target ended by itself meanwhile: nothing was stopped, and the run is what it was.
  if (!stopped && after.state !== "running") throw ended();
  await markCancelled(app.db, userId, id, app.now());
  return getSync(app, userId, id);
}

function ended(): ConflictError {
  return new ConflictError("run_ended", "This run has ended already; there is nothing to stop.");
}

import type { AppContext } from "../../context.ts";
import { listSyncRows, listTargets } from "../../db/syncs.ts";
import { toResources } from "./get-sync.ts";
import type { SyncResource } from "./sync-resource.ts";

const DEFAULT_LIMIT = 20;

/** The user's runs, newest first. `before` is the creation time (ms) to go on from. */
export async function listSyncs(
  app: AppContext,
  userId: string,
  page: { readonly limit?: number; readonly before?: number | null } = {},
): Promise<SyncResource[]> {
  const rows = await listSyncRows(app.db, userId, page.limit ?? DEFAULT_LIMIT, page.before ?? null);
  const targets = await listTargets(
    app.db,
    userId,
    rows.map((row) => row.id),
  );
  return toResources(app, userId, rows, targets);
}

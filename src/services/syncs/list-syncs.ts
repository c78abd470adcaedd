import type { AppContext } from "../../context.ts";
import type { PagePosition } from "../../db/page-position.ts";
import { listSyncRows, listTargets } from "../../db/syncs.ts";
import { toResources } from "./get-sync.ts";
import type { SyncResource } from "./sync-resource.ts";

const DEFAULT_LIMIT = 20;

/** The user's runs, newest first. `after` is the run to go on behind. */
export async function listSyncs(
  app: AppContext,
  userId: string,
  page: { readonly limit?: number; readonly after?: PagePosition | null } = {},
): Promise<SyncResource[]> {
  const rows = await listSyncRows(app.db, userId, page.limit ?? DEFAULT_LIMIT, page.after ?? null);
  const targets = await listTargets(
    app.db,
    userId,
    rows.map((row) => row.id),
  );
  return toResources(app, userId, rows, targets);
}

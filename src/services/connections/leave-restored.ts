import type { AppContext } from "../../context.ts";
import { type ConnectionRow, findConnection } from "../../db/connections.ts";
import { firstKept, newestTargets } from "../../db/first-kept.ts";
import type { OverrideRow } from "../../db/saved-looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { isFinal, type TargetState } from "../../sync/target-state.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { startRestore } from "../looks/start-restore.ts";
import { getSync } from "../syncs/get-sync.ts";
import type { SyncResource } from "../syncs/sync-resource.ts";
import type { FlowOwner } from "./begin-connection.ts";
import { disconnect } from "./disconnect.ts";

/**
 * Leaves a platform only once it is proved to show again what it showed before our first write. Asked for the first time it
 * starts the run that puts that back, while that is at work it names it, and once it is proved the connection ends and
 * null comes back. A run that failed leaves the connection where it is; asking again starts another. Throws 409 where a
 * place showed no picture of the person's: that only they can bring back.
 */
export async function leaveRestored(
  app: AppContext,
  owner: FlowOwner,
  id: string,
  client: ClientInfo,
): Promise<SyncResource | null> {
  const { userId } = owner;
  const connection = await findConnection(app.db, userId, id);
  if (connection === null) throw new NotFoundError("connection");
  const kept = await firstKept(app.db, userId, id);
  const newest = await newestTargets(app.db, userId, id);
  const open = kept.filter((row) => {
    const last = newest.get(row.slot);
    const isBack = last?.state === "shown" || last?.state === "unchanged";
    return !(isBack && last?.sha256 === row.sha256);
  });
  if (open.length === 0) {
    await disconnect(app, owner, id, client);
    return null;
  }
  requireOurs(connection, open);
  const running = open
    .map((row) => ({ row, last: newest.get(row.slot) }))
    .find(({ row, last }) => last?.sha256 === row.sha256 && !isFinal(last?.state as TargetState));
  if (running?.last !== undefined) return getSync(app, userId, running.last.runId);
  await passWorkGate(app, "start-run", userId);
  const places = open.map((row) => ({ row, connection }));
  return startRestore(app, userId, open[0]?.lookId ?? "", places);
}

function requireOurs(connection: ConnectionRow, open: readonly OverrideRow[]): void {
  const byHand = open
    .filter((row) => row.isDefault)
    .map((row) => (row.slot === "avatar" ? "picture" : "banner"));
  if (byHand.length === 0) return;
  const { name } = descriptors[connection.platformId as PlatformId];
  throw new ConflictError(
    "restore_by_hand",
    `${name} showed no ${byHand.join(" and no ")} of yours before, and we can’t take one away there. Remove it in your profile on ${name}, then disconnect without putting anything back. The connection stays until then.`,
  );
}

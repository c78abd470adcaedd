import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { findConnection } from "../../db/connections.ts";
import { retryTarget as retryRow, RETRYABLE_STATES } from "../../db/retry-target.ts";
import { findSync, listTargets, type TargetRow } from "../../db/syncs.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { getSync } from "./get-sync.ts";
import { wakeSync } from "./start-sync.ts";
import type { SyncResource } from "./sync-resource.ts";

export const retryTargetInput = z.strictObject({
  /** The person wants theirs in the place of what somebody else put there. */
  overwrite: z.boolean().optional(),
});

/**
 * Another try of one target that failed, met somebody else's picture, or waited for the person. Its state goes to
 * `waiting` in the run it belongs to. Throws 404, and 409 with what stands against it; then nothing is written.
 */
export async function retryTarget(
  app: AppContext,
  userId: string,
  ids: { readonly syncId: string; readonly targetId: string },
  { overwrite = false }: z.infer<typeof retryTargetInput>,
): Promise<SyncResource> {
  const [run, targets] = await Promise.all([
    findSync(app.db, userId, ids.syncId),
    listTargets(app.db, userId, [ids.syncId]),
  ]);
  const target = targets.find((each) => each.id === ids.targetId);
  if (run === null || target === undefined) throw new NotFoundError("picture in this run");
  if (run.state === "cancelled")
    throw new ConflictError("run_ended", "You stopped this run. Start a new one instead.");
  if (!RETRYABLE_STATES.some((state) => state === target.state)) throw notRetryable();
  if (target.state === "conflict" && !overwrite) {
    throw new ConflictError(
      "overwrite_needed",
      "Somebody changed this picture on the platform. Say that yours may take its place, or keep theirs.",
    );
  }
  await requireWay(app, userId, target);
  await passWorkGate(app, "start-run", userId);
  if (!(await retryRow(app.db, target, overwrite ? "overwrite" : "again", app.now()))) throw notRetryable();
  await wakeSync(app, userId);
  return getSync(app, userId, run.id);
}

/** Throws 409 when what the target needs is gone or on hold. */
async function requireWay(app: AppContext, userId: string, target: TargetRow): Promise<void> {
  if (target.imageId === null)
    throw new ConflictError("picture_gone", "This picture was deleted. Start a new run with another one.");
  const { connectionId } = target;
  const connection = connectionId === null ? null : await findConnection(app.db, userId, connectionId);
  if (connection === null || connection.status === "finish_setup")
    throw new ConflictError("connection_gone", "This account is no longer connected. Connect it first.");
  if (connection.status === "paused")
    throw new ConflictError("connection_paused", "This account is paused. Go on with it first.");
}

function notRetryable(): ConflictError {
  return new ConflictError(
    "not_retryable",
    "There is nothing to try again here: it has not ended, is already there, or a newer run took over.",
  );
}

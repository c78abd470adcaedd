import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { listConnectionRows } from "../../db/connections.ts";
import { insertSync } from "../../db/syncs.ts";
import { newId } from "../../new-id.ts";
import { PLATFORM_IDS, SLOTS } from "../../platforms/platform.ts";
import { MAX_PLAN_HASH_CHARS, PLAN_HASH_PATTERN, shaOfPlanHash } from "../../sync/plan-hash.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { findShownLook } from "../looks/find-shown-look.ts";
import { chooseTargets } from "./choose-targets.ts";
import { getSync } from "./get-sync.ts";
import { requireApproval } from "./require-approval.ts";
import { requireSamePlan } from "./require-same-plan.ts";
import type { SyncResource } from "./sync-resource.ts";

/** Which part of the current look goes where. Absent means all. */
export const startSyncInput = z.strictObject({
  connections: z.array(z.string().max(64)).min(1).max(100).optional(),
  platforms: z.array(z.enum(PLATFORM_IDS)).min(1).max(PLATFORM_IDS.length).optional(),
  slots: z.array(z.enum(SLOTS)).min(1).max(SLOTS.length).optional(),
  /** True: answer what would happen, and do nothing. */
  dry_run: z.boolean().optional(),
  /** The name of a plan that was read: run only if that still is what would happen. */
  plan_hash: z.string().max(MAX_PLAN_HASH_CHARS).regex(PLAN_HASH_PATTERN).optional(),
});
export type StartSyncInput = z.infer<typeof startSyncInput>;

/**
 * Starts a run: one target for each chosen connection and slot the current look has a picture for. Stored in one batch
 * with the order to wake the user's object; the answer does not wait for any platform, except to hold an approved plan
 * against what would happen now. Throws 422 when there is nothing to put anywhere, with what is missing, 409 `approval_needed` when a platform would announce the change, 409 `plan_changed`
 * with what changed, and `rate_limited`.
 */
export async function startSync(
  app: AppContext,
  userId: string,
  input: Omit<StartSyncInput, "dry_run">,
): Promise<SyncResource> {
  await passWorkGate(app, "start-run", userId);
  const [shown, connections] = await Promise.all([
    findShownLook(app, userId),
    listConnectionRows(app.db, userId),
  ]);
  const { targets } = chooseTargets(app, shown, connections, input);
  const approved = input.plan_hash ?? null;
  if (approved === null) requireApproval(app, targets);
  if (approved !== null) await requireSamePlan(app, userId, approved, targets);
  const now = app.now();
  const id = newId("syn");
  const planHash = approved === null ? null : shaOfPlanHash(approved);
  await insertSync(
    app.db,
    {
      id,
      userId,
      lookId: shown?.look.id ?? null,
      state: "running",
      planHash,
      createdAt: now,
      updatedAt: now,
    },
    targets.map(({ connection, slot, imageId }) => ({
      id: newId("tgt"),
      syncRequestId: id,
      userId,
      connectionId: connection.id,
      platformId: connection.platformId,
      handle: connection.handle,
      profileUrl: connection.profileUrl,
      slot,
      imageId,
      state: "waiting",
      waitingOn: "linkarooie" as const,
      createdAt: now,
      updatedAt: now,
    })),
  );
  await wakeSync(app, userId);
  return getSync(app, userId, id);
}

/** Best effort: when the object cannot be reached the sweeper wakes it from the outbox. */
export async function wakeSync(app: AppContext, userId: string): Promise<void> {
  try {
    await app.userSync.wake(userId);
  } catch (error) {
    app.log.warn("wake_late", { error });
  }
}

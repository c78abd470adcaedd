import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { type ConnectionRow, listConnectionRows } from "../../db/connections.ts";
import { findCurrentLook, type LookRow } from "../../db/looks.ts";
import { listOverrides, type OverrideRow } from "../../db/saved-looks.ts";
import { insertSync } from "../../db/syncs.ts";
import { InvalidInputError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { PLATFORM_IDS, type PlatformId, type Slot, SLOTS } from "../../platforms/platform.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { pictureOfLook } from "../looks/picture-of-look.ts";
import { getSync } from "./get-sync.ts";
import type { SyncResource } from "./sync-resource.ts";

/** Which part of the current look goes where. Absent means all. */
export const startSyncInput = z.strictObject({
  connections: z.array(z.string().max(64)).min(1).max(100).optional(),
  platforms: z.array(z.enum(PLATFORM_IDS)).min(1).max(PLATFORM_IDS.length).optional(),
  slots: z.array(z.enum(SLOTS)).min(1).max(SLOTS.length).optional(),
});
export type StartSyncInput = z.infer<typeof startSyncInput>;

interface PlannedTarget {
  readonly connection: ConnectionRow;
  readonly slot: Slot;
  readonly imageId: string;
}

/**
 * Starts a run: one target for each chosen connection and slot the current look has a picture for. Stored in one batch
 * with the order to wake the user's object; the answer does not wait for any platform. Throws 422 when there is nothing
 * to put anywhere, with what is missing, and `rate_limited`.
 */
export async function startSync(
  app: AppContext,
  userId: string,
  input: StartSyncInput,
): Promise<SyncResource> {
  await passWorkGate(app, "start-run", userId);
  const [look, connections] = await Promise.all([
    findCurrentLook(app.db, userId),
    listConnectionRows(app.db, userId),
  ]);
  const overrides = look === null ? [] : await listOverrides(app.db, userId, [look.id]);
  const targets = planTargets(app, { look, overrides }, connections, input);
  const now = app.now();
  const id = newId("syn");
  await insertSync(
    app.db,
    { id, userId, lookId: look?.id ?? null, state: "running", createdAt: now, updatedAt: now },
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

function planTargets(
  app: AppContext,
  { look, overrides }: { look: LookRow | null; overrides: readonly OverrideRow[] },
  connections: readonly ConnectionRow[],
  input: StartSyncInput,
): PlannedTarget[] {
  const unknown = input.connections?.find((id) => !connections.some((row) => row.id === id));
  if (unknown !== undefined)
    throw refuse("connection_unknown", `There is no connection ${unknown}.`, "/connections");
  const chosen = connections.filter(
    (row) =>
      (row.status === "connected" || row.status === "needs_attention") &&
      (input.connections === undefined || input.connections.includes(row.id)) &&
      (input.platforms === undefined || input.platforms.some((id) => id === row.platformId)),
  );
  if (chosen.length === 0) {
    throw refuse("nothing_connected", "No connected account was chosen. Connect one first.", "/connections");
  }
  const slots = SLOTS.filter((slot) => input.slots === undefined || input.slots.includes(slot));
  const wishes = chosen.flatMap((connection) =>
    slots.flatMap((slot) => {
      const imageId = look === null ? null : pictureOfLook(look, overrides, connection.id, slot);
      return imageId === null ? [] : [{ connection, slot, imageId }];
    }),
  );
  if (wishes.length === 0) {
    throw refuse("no_picture", "There is no current picture or banner yet. Upload one first.", "/slots");
  }
  const targets = wishes.filter(({ connection, slot }) =>
    writable(app, connection.platformId as PlatformId, slot),
  );
  if (targets.length === 0) {
    throw refuse("nothing_writable", "None of the chosen accounts takes these pictures.", "/platforms");
  }
  return targets;
}

function writable(app: AppContext, platform: PlatformId, slot: Slot): boolean {
  return app.adapters[platform]?.descriptor.slots[slot].write === "api";
}

function refuse(code: string, detail: string, pointer: string): InvalidInputError {
  return new InvalidInputError(code, detail, [{ pointer, code, detail }]);
}

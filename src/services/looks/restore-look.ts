import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { type ConnectionRow, listConnectionRows } from "../../db/connections.ts";
import { findLook, listOverrides, type OverrideRow } from "../../db/saved-looks.ts";
import { listTargets } from "../../db/syncs.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import type { SyncResource } from "../syncs/sync-resource.ts";
import { type KeptPlace, startRestore } from "./start-restore.ts";

/** The restore point to put back, everywhere or on some of the connections it was kept from. */
export const restoreInput = z.strictObject({
  look_id: z.string().max(64),
  connections: z.array(z.string().max(64)).min(1).max(100).optional(),
});
export type RestoreInput = z.infer<typeof restoreInput>;

/**
 * Starts a run that puts a restore point's pictures back where they were kept from. What the platforms show now is kept
 * by that run in its turn. Throws 404, 409 for another look and for accounts that left, 422 for an unknown connection.
 */
export async function restoreLook(
  app: AppContext,
  userId: string,
  input: RestoreInput,
): Promise<SyncResource> {
  const look = await findLook(app.db, userId, input.look_id);
  if (look === null) throw new NotFoundError("look");
  if (look.kind !== "restore_point") {
    throw new ConflictError(
      "not_a_restore_point",
      "Only restore points can be put back. Make a saved look current with its apply instead.",
    );
  }
  await passWorkGate(app, "start-run", userId);
  const [rows, connections] = await Promise.all([
    listOverrides(app.db, userId, [look.id]),
    listConnectionRows(app.db, userId),
  ]);
  const unknown = input.connections?.find((id) => !rows.some((row) => row.connectionId === id));
  if (unknown !== undefined) {
    const detail = `Nothing was kept from a connection ${unknown} here.`;
    const pointer = "/connections";
    throw new InvalidInputError("connection_unknown", detail, [
      { pointer, code: "connection_unknown", detail },
    ]);
  }
  const chosen = rows.filter((row) => input.connections?.includes(row.connectionId) ?? true);
  const places = chosen.flatMap((row) => toPlace(row, connections) ?? []);
  if (places.length < chosen.length) throw await left(app, userId, look.id, places);
  if (places.length === 0) throw new ConflictError("look_empty", "Nothing was kept in this restore point.");
  return startRestore(app, userId, look.id, places);
}

/** Null when its connection left. */
export function toPlace(row: OverrideRow, connections: readonly ConnectionRow[]): KeptPlace | null {
  const connection = connections.find((each) => each.id === row.connectionId);
  return connection === undefined ? null : { row, connection };
}

async function left(
  app: AppContext,
  userId: string,
  lookId: string,
  places: readonly KeptPlace[],
): Promise<ConflictError> {
  // The run it was kept from knows what the accounts were called.
  const targets = await listTargets(app.db, userId, [lookId.replace(/^look_/, "syn_")]);
  const gone = targets.filter((each) => each.connectionId === null);
  const names = gone.map((each) => `${each.handle} on ${descriptors[each.platformId as PlatformId].name}`);
  const who = names.length === 0 ? "An account it was kept from" : [...new Set(names)].join(", ");
  const staying = [...new Set(places.map(({ connection }) => connection.id))];
  const next =
    staying.length === 0
      ? "Its pictures can be downloaded from the restore point."
      : `To put the others back, name them in connections: ${staying.join(", ")}.`;
  return new ConflictError(
    "connection_left",
    `${who} is no longer connected here. Nothing was sent. ${next}`,
  );
}

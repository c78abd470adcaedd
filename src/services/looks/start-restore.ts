import type { AppContext } from "../../context.ts";
import type { ConnectionRow } from "../../db/connections.ts";
import type { OverrideRow } from "../../db/saved-looks.ts";
import { insertSync } from "../../db/syncs.ts";
import { newId } from "../../new-id.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import { getSync } from "../syncs/get-sync.ts";
import { wakeSync } from "../syncs/start-sync.ts";
import type { SyncResource } from "../syncs/sync-resource.ts";
import { importKept } from "./import-kept.ts";

/** What was kept of one place, and the connection it was kept from. */
export interface KeptPlace {
  readonly row: OverrideRow;
  readonly connection: ConnectionRow;
}

/** A picture to send, or why only the person can put the place back. */
type Wish = { readonly imageId: string } | { readonly byHand: string };

/**
 * Starts an ordinary run that puts kept pictures back. A place we cannot put back is a target that needs the person from
 * the start. `lookId` is the restore point the run belongs to.
 */
export async function startRestore(
  app: AppContext,
  userId: string,
  lookId: string,
  places: readonly KeptPlace[],
): Promise<SyncResource> {
  const imported = await importPictures(app, userId, places);
  const wishes = places.map((place) => ({ ...place, wish: wishOf(app, place, imported) }));
  const now = app.now();
  const id = newId("syn");
  const sends = wishes.some(({ wish }) => "imageId" in wish);
  const at = { createdAt: now, updatedAt: now };
  await insertSync(
    app.db,
    sends
      ? { id, userId, lookId, state: "running", ...at }
      : { id, userId, lookId, state: "finished", finishedAt: now, ...at },
    wishes.map(({ row, connection, wish }) => ({
      id: newId("tgt"),
      syncRequestId: id,
      userId,
      connectionId: connection.id,
      platformId: connection.platformId,
      handle: connection.handle,
      profileUrl: connection.profileUrl,
      slot: row.slot,
      ...("imageId" in wish
        ? { imageId: wish.imageId, state: "waiting", waitingOn: "linkarooie" as const }
        : { state: "needs_you", waitingOn: "you" as const, reason: wish.byHand }),
      ...at,
    })),
  );
  await wakeSync(app, userId);
  return getSync(app, userId, id);
}

function pictureKey({ slot, sha256 }: OverrideRow): string {
  return `${slot} ${sha256 ?? ""}`;
}

/** Ids of library pictures by `pictureKey`; null where nobody can read what was kept. Equal pictures are one. */
async function importPictures(
  app: AppContext,
  userId: string,
  places: readonly KeptPlace[],
): Promise<ReadonlyMap<string, string | null>> {
  const sendable = places.filter((place) => canWrite(app, place));
  const imported = new Map<string, string | null>();
  for (const [key, group] of Map.groupBy(sendable, ({ row }) => pictureKey(row))) {
    const [first] = group;
    if (first === undefined || first.row.r2Key === null || first.row.sha256 === null) continue;
    const { slot, r2Key, sha256 } = first.row;
    const platforms = [...new Set(group.map(({ connection }) => connection.platformId as PlatformId))];
    imported.set(key, await importKept(app, userId, { slot, r2Key, sha256, platforms }));
  }
  return imported;
}

function wishOf(app: AppContext, place: KeptPlace, imported: ReadonlyMap<string, string | null>): Wish {
  // No adapter takes a picture away: where none was shown before, the person removes ours.
  if (place.row.isDefault) return { byHand: "restore_default" };
  if (!canWrite(app, place)) return { byHand: "restore_by_hand" };
  const imageId = imported.get(pictureKey(place.row)) ?? null;
  return imageId === null ? { byHand: "kept_unreadable" } : { imageId };
}

function canWrite(app: AppContext, { row, connection }: KeptPlace): boolean {
  const adapter = app.adapters[connection.platformId as PlatformId];
  return adapter?.descriptor.slots[row.slot].write === "api";
}

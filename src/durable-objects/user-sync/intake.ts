import type { AppContext } from "../../context.ts";
import { unfinishedTargets } from "../../db/syncs.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import { RETRIES, takeIn } from "../../sync/take-in.ts";
import type { Journal } from "./journal.ts";

/** Takes in what D1 says is unfinished and the journal does not know. */
export async function takeInTargets(app: AppContext, journal: Journal, userId: string): Promise<void> {
  const rows = await unfinishedTargets(app.db, userId);
  const targets = rows.map(({ target, cancelled }) => ({
    id: target.id,
    syncRequestId: target.syncRequestId,
    // Gone with its connection or picture: it is taken in all the same, and ends with a reason.
    connectionId: target.connectionId ?? "",
    platform: target.platformId as PlatformId,
    slot: target.slot,
    imageId: target.imageId ?? "",
    revision: target.revision,
    cancelled,
    retry: RETRIES.find((each) => each === target.reason) ?? null,
  }));
  takeIn(journal, targets, app.now());
}

import { unfinishedTargets } from "../../db/syncs.ts";
import type { AppContext } from "../../context.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import { newOperation, type Operation } from "../../sync/operation.ts";
import { show } from "../../sync/settle-operation.ts";
import type { Journal } from "./journal.ts";

/**
 * Takes in what D1 says is unfinished and the journal does not know. A newer wish for a slot replaces an older one that
 * was not written yet or was accepted already; one whose outcome is unknown is found out first.
 */
export async function takeInTargets(app: AppContext, journal: Journal, userId: string): Promise<void> {
  const targets = await unfinishedTargets(app.db, userId);
  for (const target of targets) {
    if (journal.has(target.id) || target.imageId === null) continue;
    const op = newOperation(
      {
        id: target.id,
        syncRequestId: target.syncRequestId,
        connectionId: target.connectionId,
        platform: target.platformId as PlatformId,
        slot: target.slot,
        imageId: target.imageId,
      },
      app.now(),
    );
    for (const older of journal.open()) supersede(journal, older, op, app.now());
    journal.save(op, app.now());
  }
}

function supersede(journal: Journal, older: Operation, newer: Operation, now: number): void {
  const sameSlot = older.connectionId === newer.connectionId && older.slot === newer.slot;
  if (!sameSlot || older.phase === "intent" || older.phase === "unknown") return;
  show(older, { save: (op) => journal.save(op, now) }, "cancelled", { reason: "superseded" });
}

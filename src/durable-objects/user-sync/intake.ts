import { unfinishedTargets } from "../../db/syncs.ts";
import type { AppContext } from "../../context.ts";
import type { PlatformId } from "../../platforms/platform.ts";
import { newOperation, type Operation } from "../../sync/operation.ts";
import { renewOperation } from "../../sync/renew-operation.ts";
import type { Journal } from "./journal.ts";
import { cancelOperation } from "./cancel-operation.ts";

/**
 * Takes in what D1 says is unfinished and the journal does not know. A newer wish for a slot replaces an older one that
 * was not written yet or was accepted already; one whose outcome is unknown is found out first, and then replaced.
 */
export async function takeInTargets(app: AppContext, journal: Journal, userId: string): Promise<void> {
  const targets = await unfinishedTargets(app.db, userId);
  for (const { target, cancelled } of targets) {
    if (cancelled) journal.fence(target.syncRequestId, app.now());
    const known = journal.find(target.id);
    if (known === null && journal.has(target.id)) continue;
    // Ended here and waiting there, with a higher number: the person asked for another try.
    if (known !== null && !(known.phase === "done" && target.revision > known.revision)) continue;
    const op = newOperation(
      {
        id: target.id,
        syncRequestId: target.syncRequestId,
        // Gone with its connection or picture: it is taken in all the same, and ends with a reason.
        connectionId: target.connectionId ?? "",
        platform: target.platformId as PlatformId,
        slot: target.slot,
        imageId: target.imageId ?? "",
        revision: target.revision,
      },
      app.now(),
    );
    if (known !== null) {
      journal.renew(renewOperation(known, op, target.reason === "overwrite"), app.now());
      continue;
    }
    for (const older of journal.open()) supersede(journal, older, op, app.now());
    journal.save(op, app.now());
  }
}

function supersede(journal: Journal, older: Operation, newer: Operation, now: number): void {
  const sameSlot = older.connectionId === newer.connectionId && older.slot === newer.slot;
  if (!sameSlot || older.phase === "intent" || older.phase === "unknown") return;
  cancelOperation(journal, older, "superseded", now);
}

import { sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import { type BytesOrder, orderUnlessNamed } from "../../db/image-bytes.ts";
import { addToRestorePoint, hasRestorePoint } from "../../db/looks.ts";
import { fetchPicture } from "../../outbound/fetch-picture.ts";
import type { SlotObservation } from "../../platforms/platform.ts";
import { freshKey } from "../../storage/picture-store.ts";
import type { Operation } from "../../sync/operation.ts";

/**
 * Keeps what a slot shows before our first write of a run, so that the person can have it back. One look a run holds
 * all its slots. An order to delete the bytes should this end halfway, bytes to R2, then the row; repeating changes nothing. Throws when it could not be kept.
 */
export async function keepRestorePoint(
  app: AppContext,
  userId: string,
  op: Operation,
  shown: SlotObservation,
): Promise<void> {
  const ofRun = op.syncRequestId.replace(/^syn_/, "look_");
  // Another try may write over what somebody put there since: that is kept beside what the run found first.
  const lookId = op.round === 0 ? ofRun : `${ofRun}_${op.round}`;
  if (await hasRestorePoint(app.db, lookId, op.connectionId, op.slot)) return;
  const picture = shown.url === null || shown.isDefault ? null : await copyPicture(app, userId, shown.url);
  await addToRestorePoint(app.db, {
    userId,
    lookId,
    name: `Before ${new Date(op.createdAt).toISOString()}`,
    connectionId: op.connectionId,
    slot: op.slot,
    picture,
    now: app.now(),
  });
}

/** Null when the platform names a picture it does not have: then there is nothing to put back. */
async function copyPicture(
  app: AppContext,
  userId: string,
  url: string,
): Promise<{ r2Key: string; sha256: string; orders: readonly BytesOrder[] } | null> {
  const fetched = await fetchPicture(app.ports, url);
  if (fetched === null) return null;
  const { bytes, contentType } = fetched;
  const sha256 = await sha256Hex(bytes);
  const r2Key = freshKey(userId, "restore", sha256);
  const orders = await orderUnlessNamed(app.db, [r2Key], app.now());
  await app.pictures.put(r2Key, bytes, contentType);
  return { r2Key, sha256, orders };
}

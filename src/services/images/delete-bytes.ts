import type { Database } from "../../db/client.ts";
import { type BytesOrder, unusedKeys } from "../../db/image-bytes.ts";
import { finishOutboxRows } from "../../db/outbox.ts";
import type { Logger } from "../../log.ts";
import { keyOwner, type PictureStore } from "../../storage/picture-store.ts";

/** What both Workers have. */
interface BytesPorts {
  readonly db: Database;
  readonly pictures: PictureStore;
  readonly log: Logger;
}

/**
 * Carries out orders to delete bytes: what a picture needs at this moment stays, the rest goes, then the orders end. They
 * end by their own ids, since a later order for the same key must be looked at by itself.
 */
export async function deleteBytes(app: BytesPorts, orders: readonly BytesOrder[]): Promise<void> {
  for (const [owner, theirs] of Map.groupBy(orders, (order) => keyOwner(order.subjectId))) {
    const keys = [...new Set(theirs.map((order) => order.subjectId))];
    await app.pictures.delete(await unusedKeys(app.db, owner, keys));
    await finishOutboxRows(
      app.db,
      theirs.map((order) => order.id),
    );
  }
}

/** Best effort, right after the rows went: what R2 does not let go of now, the sweeper deletes later. */
export async function tryDeleteBytes(app: BytesPorts, orders: readonly BytesOrder[]): Promise<void> {
  try {
    await deleteBytes(app, orders);
  } catch (error) {
    app.log.warn("bytes_delete_late", { orders: orders.length, error });
  }
}

import type { AppContext } from "../../context.ts";
import { deleteVariants, staleVariantIds } from "../../db/image-bytes.ts";
import { MAX_LISTED } from "../../db/in-chunks.ts";
import { tryDeleteBytes } from "./delete-bytes.ts";
import { tryPurgeMedia } from "./purge-media.ts";

/**
 * Removes files of crops that were replaced. Rows first, with the orders to delete the bytes nothing else names and the
 * copies in caches, so that no row ever points at nothing. What a run shows as sent stays with its run.
 */
export async function cleanVariants(app: AppContext): Promise<void> {
  const stale = await staleVariantIds(app.db, MAX_LISTED);
  const orders = await deleteVariants(app.db, stale, app.now());
  await tryDeleteBytes(app, orders.bytes);
  await tryPurgeMedia(app, orders.copies);
}

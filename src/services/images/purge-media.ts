import type { AppContext } from "../../context.ts";
import type { PurgeOrder } from "../../db/image-bytes.ts";
import { finishOutboxRows } from "../../db/outbox.ts";
import { mediaUrl } from "./image-resource.ts";

/** What files are made in. An order knows a file's name and not its ending: every address it may have had is purged. */
const FORMATS = ["jpeg", "png", "webp"] as const;

/**
 * Carries out orders to remove copies of files that are gone from caches, then ends them. Throws, and ends none, when a
 * cache was not reached: the sweeper tries again. Files may have been served at both origins.
 */
export async function purgeMedia(app: AppContext, orders: readonly PurgeOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const { appOrigin, mediaOrigin } = app.config;
  const origins = mediaOrigin === "" ? [appOrigin] : [mediaOrigin, appOrigin];
  const files = orders.flatMap(({ subjectId: mediaId }) => FORMATS.map((format) => ({ mediaId, format })));
  const urls = origins.flatMap((origin) => files.map((file) => mediaUrl(file, origin)));
  await app.edgeCache.purge(urls);
  await finishOutboxRows(
    app.db,
    orders.map((order) => order.id),
  );
}

/** Best effort, right after the rows went: what is not purged now, the sweeper purges later. */
export async function tryPurgeMedia(app: AppContext, orders: readonly PurgeOrder[]): Promise<void> {
  try {
    await purgeMedia(app, orders);
  } catch (error) {
    app.log.warn("purge_late", { orders: orders.length, error });
  }
}

import type { AppContext } from "../../context.ts";
import type { PurgeOrder } from "../../db/image-bytes.ts";
import { finishOutboxRows } from "../../db/outbox.ts";
import { COPY_KEPT_MS } from "../../storage/edge-cache.ts";
import { mediaUrl } from "./image-resource.ts";

/** What files are made in. An order knows a file's name and not its ending: every address it may have had is purged. */
const FORMATS = ["jpeg", "png", "webp"] as const;

/**
 * Carries out orders to remove copies of files that are gone from caches, then ends them. Throws, and ends none of them, when
 * a cache was not reached: the sweeper tries again, for as long as there may be a copy. Purged is the origin files are served
 * at: a zone refuses the addresses of another.
 */
export async function purgeMedia(app: AppContext, orders: readonly PurgeOrder[]): Promise<void> {
  const now = app.now();
  const { lapsed = [], open = [] } = Object.groupBy(orders, ({ createdAt = now }) =>
    now - createdAt > COPY_KEPT_MS ? "lapsed" : "open",
  );
  if (lapsed.length > 0) {
    app.log.warn("purge_given_up", { orders: lapsed.length });
    await finish(app, lapsed);
  }
  if (open.length === 0) return;
  const origin = app.config.mediaOrigin === "" ? app.config.appOrigin : app.config.mediaOrigin;
  const urls = open.flatMap(({ subjectId: mediaId }) =>
    FORMATS.map((format) => mediaUrl({ mediaId, format }, origin)),
  );
  await app.edgeCache.purge(urls);
  await finish(app, open);
}

async function finish(app: AppContext, orders: readonly PurgeOrder[]): Promise<void> {
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

import type { AppContext } from "../../context.ts";
import { endRender, findRenderable } from "../../db/image-renders.ts";

/** Tells the queue that an image waits to be rendered; ends the order of one that is gone. */
export async function sendRender(app: AppContext, imageId: string): Promise<void> {
  const image = await findRenderable(app.db, imageId);
  if (image === null) await endRender(app.db, imageId);
  else await app.queues.renderImage(imageId, image.cropVersion);
}

/** Best effort: when the queue is away the sweeper sends it again from the outbox. */
export async function trySendRender(app: AppContext, imageId: string): Promise<void> {
  try {
    await sendRender(app, imageId);
  } catch (error) {
    app.log.warn("queue_send_late", { queue: "images", image_id: imageId, error });
  }
}

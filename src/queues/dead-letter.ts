import type { AppContext } from "../context.ts";
import { insertDeadLetter } from "../db/dead-letters.ts";
import { findRenderable, rejectImage } from "../db/image-renders.ts";
import { keepOldFiles } from "../db/replace-variants.ts";
import { ruleOf } from "../images/variant-rule.ts";
import { descriptors } from "../platforms/registry.ts";
import { staleFiles } from "../services/images/stale-files.ts";
import { type RenderImageMessage, renderImageMessage } from "./messages.ts";

/**
 * Keeps what no consumer could finish as a row an operator sees. Messages hold ids only, so the row may too. A picture
 * that killed the images Worker every time is refused, so that nobody waits for it and the sweeper lets go of it; one that
 * was to be rendered for a new rule keeps its old files.
 */
export async function keepDeadLetters(app: AppContext, batch: MessageBatch): Promise<void> {
  for (const message of batch.messages) {
    app.log.error("dead_letter", { queue: batch.queue, message_id: message.id, attempts: message.attempts });
    await insertDeadLetter(app.db, {
      id: message.id,
      queue: batch.queue,
      body: JSON.stringify(message.body),
      attempts: message.attempts,
      now: app.now(),
    });
    await refusePicture(app, message.body);
    message.ack();
  }
}

async function refusePicture(app: AppContext, body: unknown): Promise<void> {
  const render = renderImageMessage.safeParse(body);
  if (!render.success) return;
  const outcome = await rejectImage(app.db, render.data, "damaged", app.now());
  app.log.warn("image_rejected", { image_id: render.data.imageId, reason: "damaged", outcome });
  if (outcome === "dropped") await keepFiles(app, render.data);
}

async function keepFiles(app: AppContext, { imageId, cropVersion }: RenderImageMessage): Promise<void> {
  const image = await findRenderable(app.db, imageId);
  if (image?.status !== "ready" || image.cropVersion !== cropVersion) return;
  const stale = await staleFiles(app.db, image, Object.values(descriptors));
  const places = stale.map((spec) => ({ ...spec, rule: ruleOf(spec) }));
  await keepOldFiles(app.db, { imageId, cropVersion }, places, app.now());
}

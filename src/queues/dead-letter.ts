import type { AppContext } from "../context.ts";
import { insertDeadLetter } from "../db/dead-letters.ts";
import { rejectImage } from "../db/image-renders.ts";
import { renderImageMessage } from "./messages.ts";

/**
 * Keeps what no consumer could finish as a row an operator sees. Messages hold ids only, so the row may too. A picture
 * that killed the images Worker every time is refused, so that nobody waits for it and the sweeper lets go of it.
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
}

import type { AppContext } from "../context.ts";
import { insertDeadLetter } from "../db/dead-letters.ts";

/** Keeps what no consumer could finish as a row an operator sees. Messages hold ids only, so the row may too. */
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
    message.ack();
  }
}

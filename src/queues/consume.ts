import type * as z from "zod";

import type { Logger } from "../log.ts";

/** What a consumer says about one message. `dead` sends it to the dead-letter queue by using up its retries. */
export type JobOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "retry"; readonly afterSeconds: number };

/**
 * Runs one consumer over a batch, message by message: each is acknowledged or retried by itself, so one bad message
 * never takes its neighbours along. A message of an unknown shape is retried until the queue moves it to the dead
 * letters, where an operator sees it.
 */
export async function consumeBatch<T>(
  batch: MessageBatch,
  schema: z.ZodType<T>,
  run: (message: T) => Promise<JobOutcome>,
  log: Logger,
): Promise<void> {
  for (const message of batch.messages) {
    const parsed = schema.safeParse(message.body);
    if (!parsed.success) {
      log.error("queue_message_unreadable", { queue: batch.queue, message_id: message.id });
      message.retry({ delaySeconds: 60 });
      continue;
    }
    try {
      const outcome = await run(parsed.data);
      if (outcome.kind === "done") message.ack();
      else message.retry({ delaySeconds: outcome.afterSeconds });
    } catch (error) {
      log.error("queue_message_failed", {
        queue: batch.queue,
        message_id: message.id,
        attempts: message.attempts,
        error,
      });
      message.retry({ delaySeconds: Math.min(2 ** message.attempts * 5, 600) });
    }
  }
}

import type * as z from "zod";

import type { Logger } from "../log.ts";

/** What a consumer says about one message. A message that uses up its retries becomes a dead letter. */
export type JobOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "retry"; readonly afterSeconds: number };

/**
 * Runs one consumer over a batch, message by message: each is acknowledged or retried by itself, so one bad message
 * never takes its neighbours along. A message of an unknown shape is retried until the queue moves it to the dead
 * letters, where an operator sees it. With `leaveAfter`, work that threw that many times is acknowledged: its order in
 * the outbox is still there, and the sweeper sends it again when the stores are back.
 */
export async function consumeBatch<T>(
  batch: MessageBatch,
  schema: z.ZodType<T>,
  run: (message: T) => Promise<JobOutcome>,
  log: Logger,
  { leaveAfter = Infinity }: { readonly leaveAfter?: number } = {},
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
      const { attempts } = message;
      const left = attempts >= leaveAfter;
      log.error("queue_message_failed", {
        queue: batch.queue,
        message_id: message.id,
        attempts,
        left,
        error,
      });
      if (left) message.ack();
      else message.retry({ delaySeconds: Math.min(2 ** attempts * 5, 600) });
    }
  }
}

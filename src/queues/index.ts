import type { AppContext } from "../context.ts";
import { consumeBatch } from "./consume.ts";
import { keepDeadLetters } from "./dead-letter.ts";
import { sendEmailMessage } from "./messages.ts";
import { sendEmail } from "./send-email.ts";

/** Gives a batch to the consumer of its queue. Queue names carry the environment behind them: `linkarooie-email-staging`. */
export async function dispatchQueue(app: AppContext, batch: MessageBatch): Promise<void> {
  if (/^linkarooie-(email|images)-dead\b/.test(batch.queue)) return keepDeadLetters(app, batch);
  if (/^linkarooie-email\b/.test(batch.queue)) {
    return consumeBatch(batch, sendEmailMessage, (message) => sendEmail(app, message), app.log);
  }
  throw new Error(`no consumer for queue ${batch.queue}`);
}

import type { AppContext } from "../context.ts";
import { deliverEmail } from "../services/accounts/deliver-email.ts";
import type { JobOutcome } from "./consume.ts";
import type { SendEmailMessage } from "./messages.ts";

/** Consumer of `send_email`. A mail that was not accepted makes it throw, and the queue delivers the message again. */
export async function sendEmail(app: AppContext, message: SendEmailMessage): Promise<JobOutcome> {
  await deliverEmail(app, message.emailId);
  return { kind: "done" };
}

/** Every message that crosses a queue: versioned, ids and counters only. Anything else is a dead letter. */
import * as z from "zod";

export const renderImageMessage = z.object({
  v: z.literal(1),
  kind: z.literal("render_image"),
  imageId: z.string(),
  /** The crop it was sent for. What is rendered is the crop the image has when the message comes. */
  cropVersion: z.int(),
});
export type RenderImageMessage = z.infer<typeof renderImageMessage>;

export const sendEmailMessage = z.object({
  v: z.literal(1),
  kind: z.literal("send_email"),
  emailId: z.string(),
});
export type SendEmailMessage = z.infer<typeof sendEmailMessage>;

import type { HtmlEscapedString } from "hono/utils/html";
import type * as z from "zod";

/** One kind of mail. The plain text is written by hand, not stripped from the markup. */
export interface MailTemplate<Values> {
  readonly values: z.ZodType<Values>;
  /** Milliseconds after which the mail is of no use any more and is given up. */
  readonly usefulForMs: number;
  readonly subject: (values: Values) => string;
  readonly text: (values: Values) => string;
  readonly html: (values: Values) => HtmlEscapedString | Promise<HtmlEscapedString>;
}

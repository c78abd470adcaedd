/** What the app sent by mail. */
import { randomUUID } from "node:crypto";

import * as z from "zod";

import type { SimClock } from "./clock.ts";
import type { Journal } from "./store.ts";

/** What the app posts to deliver one mail. */
export const mailInput = z.object({
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().default(""),
  headers: z.record(z.string(), z.string()).default({}),
});

export type Mail = z.output<typeof mailInput> & { readonly id: string; readonly at: string };

export interface Mailbox {
  deliver(input: z.output<typeof mailInput>): Mail;
  /** Newest first; `to` compares without regard to case. */
  list(to?: string): Mail[];
  clear(): void;
}

export function createMailbox(journal: Journal<Mail>, clock: SimClock): Mailbox {
  return {
    deliver(input) {
      const mail = { ...input, id: randomUUID(), at: new Date(clock.wall()).toISOString() };
      journal.append(mail);
      return mail;
    },
    list: (to) =>
      journal
        .entries()
        .filter((mail) => to === undefined || mail.to.toLowerCase() === to.toLowerCase())
        .toReversed(),
    clear: () => journal.clear(),
  };
}

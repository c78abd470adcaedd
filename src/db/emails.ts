import { and, eq, isNull } from "drizzle-orm";

import { newId } from "../new-id.ts";
import type { Database } from "./client.ts";
import { emails, outbox } from "./schema.ts";

export type EmailRow = typeof emails.$inferSelect;

/** A mail ready to be written with its cause. */
export interface NewEmail {
  readonly id: string;
  readonly userId: string | null;
  readonly template: string;
  readonly recipient: string;
  readonly sealedValues: string;
  readonly createdAt: number;
  /** When the sweeper looks whether the mail went out. */
  readonly checkAt: number;
}

/** The two statements of a mail, for the batch of what caused it: the row, and the outbox row that gets it sent. */
export function emailStatements(db: Database, email: NewEmail) {
  const { checkAt, ...row } = email;
  return [
    db.insert(emails).values(row),
    db.insert(outbox).values({
      id: newId("obx"),
      kind: "send_email",
      subjectId: email.id,
      createdAt: email.createdAt,
      dueAt: checkAt,
    }),
  ] as const;
}

/** A mail whose cause is written already. */
export async function insertEmail(db: Database, email: NewEmail): Promise<void> {
  await db.batch(emailStatements(db, email));
}

export async function findEmail(db: Database, id: string): Promise<EmailRow | null> {
  return (await db.select().from(emails).where(eq(emails.id, id)).get()) ?? null;
}

/** Writes down that a mail was handed over, or given up; either way its values and its outbox row go. */
export async function closeEmail(
  db: Database,
  input: { id: string; outcome: "sent" | "failed"; now: number },
): Promise<void> {
  const when = input.outcome === "sent" ? { sentAt: input.now } : { failedAt: input.now };
  await db.batch([
    db
      .update(emails)
      .set({ ...when, sealedValues: "" })
      .where(and(eq(emails.id, input.id), isNull(emails.sentAt), isNull(emails.failedAt))),
    db.delete(outbox).where(and(eq(outbox.kind, "send_email"), eq(outbox.subjectId, input.id))),
  ]);
}

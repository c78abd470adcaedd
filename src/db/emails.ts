import { and, eq, isNull, type SQL } from "drizzle-orm";

import type { Database } from "./client.ts";
import { insertWhen } from "./insert-when.ts";
import { outboxDoneStatement, outboxStatement, outboxWhenStatement } from "./outbox.ts";
import { emails } from "./schema.ts";

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
    outboxStatement(db, "send_email", email.id, email.createdAt, checkAt - email.createdAt),
  ] as const;
}

/** The same for a mail that is written only if `when` holds at that point of the batch. */
export function emailWhenStatements(db: Database, email: NewEmail, when: SQL) {
  const { checkAt, ...row } = email;
  return [
    insertWhen(db, emails, { ...row, sentAt: null, failedAt: null }, when),
    outboxWhenStatement(db, "send_email", email.id, {
      now: email.createdAt,
      dueInMs: checkAt - email.createdAt,
      when,
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
    outboxDoneStatement(db, "send_email", input.id),
  ]);
}

/** Takes a mail away that was never meant to be sent, with its outbox row. */
export async function dropEmail(db: Database, id: string): Promise<void> {
  await db.batch([db.delete(emails).where(eq(emails.id, id)), outboxDoneStatement(db, "send_email", id)]);
}

/** True when this person was sent this mail since then: what a stranger can cause is told once, not each time. */
export async function wasMailedSince(
  db: Database,
  input: { userId: string; template: string; since: number },
): Promise<boolean> {
  const row = await db
    .select({ id: emails.id })
    .from(emails)
    .where(
      and(
        eq(emails.userId, input.userId),
        eq(emails.template, input.template),
        gt(emails.createdAt, input.since),
      ),
    )
    .limit(1)
    .get();
  return row !== undefined;
}

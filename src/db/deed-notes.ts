import type { SQL } from "drizzle-orm";

import { newId } from "../new-id.ts";
import type { AuditRow } from "./audit.ts";
import type { Database } from "./client.ts";
import type { NewEmail } from "./emails.ts";
import { insertIf } from "./insert-if.ts";
import { auditEvents, emails, outbox } from "./schema.ts";

/** What is written with a change of who gets in: the entry of the history, and the mail that tells the owner. */
export interface DeedNotes {
  readonly audit: AuditRow;
  readonly mail: NewEmail;
}

/** The notes of a deed that only happens when a condition holds. Put them before the deed. */
export function noteStatements(db: Database, { audit, mail }: DeedNotes, condition: SQL) {
  const { checkAt, ...email } = mail;
  const order = {
    id: newId("obx"),
    kind: "send_email" as const,
    subjectId: mail.id,
    createdAt: mail.createdAt,
    dueAt: checkAt,
    sends: 0,
  };
  return [
    insertIf(db, auditEvents, audit, condition),
    insertIf(db, emails, { ...email, sentAt: null, failedAt: null }, condition),
    insertIf(db, outbox, order, condition),
  ] as const;
}

import type { AppContext } from "../../context.ts";
import { type AuditRow, auditStatement, insertAudit } from "../../db/audit.ts";
import { newId } from "../../new-id.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import type { AuditAction } from "./audit-actions.ts";

export interface AuditEntry {
  /** Whose account it is about. */
  readonly userId: string;
  readonly action: AuditAction;
  /** Who did it; the person themselves when left out, null for somebody who had not signed in. */
  readonly actorId?: string | null;
  readonly sessionId?: string | null;
  /** An id or a short word, never a secret. */
  readonly target?: string | null;
  readonly outcome?: AuditRow["outcome"];
  readonly client: ClientInfo;
}

/** The row of an entry, for a statement of `db/` that writes it under a condition. */
export function auditRow(app: AppContext, entry: AuditEntry): AuditRow {
  return {
    id: newId("evt"),
    userId: entry.userId,
    actorId: entry.actorId === undefined ? entry.userId : entry.actorId,
    sessionId: entry.sessionId ?? null,
    action: entry.action,
    target: entry.target ?? null,
    outcome: entry.outcome ?? "done",
    network: entry.client.network,
    userAgent: entry.client.userAgent,
    requestId: entry.client.requestId,
    at: app.now(),
  };
}

/** A statement that records a deed, for the batch that does it. */
export function auditOf(app: AppContext, entry: AuditEntry) {
  return auditStatement(app.db, auditRow(app, entry));
}

/** Records something that has no batch of its own, such as a refused attempt. */
export async function recordAudit(app: AppContext, entry: AuditEntry): Promise<void> {
  await insertAudit(app.db, auditRow(app, entry));
}

import type { AppContext } from "../../context.ts";
import { type AuditRow, listEveryAudit } from "../../db/audit.ts";
import type { PagePosition } from "../../db/page-position.ts";
import type { AuditAction } from "../audit/audit-actions.ts";
import { deviceName } from "../sessions/device-name.ts";
import type { AdminView } from "./record-view.ts";

/** An entry of anybody's history as administrators see it: with who it was. */
export interface AdminAuditEntry {
  readonly id: string;
  readonly user_id: string;
  /** Who did it; null when nobody had signed in. */
  readonly actor_id: string | null;
  readonly action: AuditAction;
  readonly target: string | null;
  readonly outcome: AuditRow["outcome"];
  readonly device: string;
  readonly network: string;
  readonly request_id: string;
  readonly created_at: string;
}

/** What happened to every account, newest first, as long as it is kept; of one action when one is named. */
export async function listHistory(
  app: AppContext,
  _view: AdminView,
  page: { readonly action: AuditAction | null; readonly limit: number; readonly after: PagePosition | null },
): Promise<AdminAuditEntry[]> {
  return (await listEveryAudit(app.db, page)).map((row) => ({
    id: row.id,
    user_id: row.userId,
    actor_id: row.actorId,
    action: row.action as AuditAction,
    target: row.target,
    outcome: row.outcome,
    device: deviceName(row.userAgent),
    network: row.network,
    request_id: row.requestId,
    created_at: new Date(row.at).toISOString(),
  }));
}

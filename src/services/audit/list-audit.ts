import type { AppContext } from "../../context.ts";
import { listAudit as listRows } from "../../db/audit.ts";
import type { PagePosition } from "../../db/page-position.ts";
import { DAY_MS } from "../../limits.ts";
import { type AuditResource, toAuditResource } from "./audit-resource.ts";

/** How far back people see their account's history; it is kept for 400 days. */
export const AUDIT_SHOWN_MS = 90 * DAY_MS;

/** What happened to an account in the last 90 days, newest first. `after` is the entry to go on behind. */
export async function listAudit(
  app: AppContext,
  userId: string,
  page: { readonly limit: number; readonly after: PagePosition | null },
): Promise<AuditResource[]> {
  const since = app.now() - AUDIT_SHOWN_MS;
  return (await listRows(app.db, { userId, since, ...page })).map(toAuditResource);
}

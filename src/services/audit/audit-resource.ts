import * as z from "zod";

import type { AuditRow } from "../../db/audit.ts";
import { deviceName } from "../sessions/device-name.ts";
import { AUDIT_ACTIONS, type AuditAction } from "./audit-actions.ts";

export const auditResource = z
  .object({
    id: z.string(),
    action: z.enum(AUDIT_ACTIONS),
    outcome: z.enum(["done", "refused"]),
    by: z.enum(["you", "somebody_else", "nobody_signed_in"]),
    target: z.string().nullable(),
    device: z.string(),
    network: z.string(),
    request_id: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "AuditEvent" });
export type AuditResource = z.infer<typeof auditResource>;

/** Row as the account's owner sees it. Which administrator acted, and from where, is not named: that is for operators. */
export function toAuditResource(row: AuditRow): AuditResource {
  const by = row.actorId === null ? "nobody_signed_in" : row.actorId === row.userId ? "you" : "somebody_else";
  return {
    id: row.id,
    action: row.action as AuditAction,
    outcome: row.outcome,
    by,
    target: row.target,
    device: by === "somebody_else" ? "Linkarooie" : deviceName(row.userAgent),
    network: by === "somebody_else" ? "unknown" : row.network,
    request_id: row.requestId,
    created_at: new Date(row.at).toISOString(),
  };
}

import type { AppContext } from "../../context.ts";
import { countFailures } from "../../db/admin-overview.ts";
import { DAY_MS } from "../../limits.ts";
import { isoOrNull } from "../connections/connection-resource.ts";
import type { AdminView } from "./record-view.ts";

/** How far back administrators see what went wrong. */
export const FAILURES_SHOWN_MS = 7 * DAY_MS;

export interface FailureGroup {
  readonly platform: string;
  readonly slot: "avatar" | "banner";
  readonly reason: string;
  readonly count: number;
  readonly newest_at: string | null;
}

/** Sync targets given up in the last 7 days, by platform, slot and reason; most frequent first. */
export async function listFailures(app: AppContext, _view: AdminView): Promise<FailureGroup[]> {
  const rows = await countFailures(app.db, app.now() - FAILURES_SHOWN_MS);
  return rows.map(({ platform, slot, reason, n, newest }) => ({
    platform,
    slot,
    reason: reason ?? "unknown",
    count: n,
    newest_at: isoOrNull(newest),
  }));
}

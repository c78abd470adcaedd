import type { AppContext } from "../../context.ts";
import { listRerenders as listRows } from "../../db/rerenders.ts";
import { DAY_MS } from "../../limits.ts";
import { isoOrNull } from "../connections/connection-resource.ts";
import type { AdminView } from "./record-view.ts";

/** A change that is through is shown as long as failures are. */
const SHOWN_MS = 7 * DAY_MS;

/** One change of what a platform asks for, and how far every picture has been rendered for it. */
export interface Rerender {
  readonly platform: string;
  readonly slot: string;
  /** Such as `400x400 jpeg,png 700000`. */
  readonly rule: string;
  readonly total: number;
  readonly done: number;
  /** Of `done`: kept their old file. */
  readonly failed: number;
  readonly started_at: string;
  readonly finished_at: string | null;
}

/** Changes under way and those of the last days, oldest first; without those that no picture was concerned by. */
export async function listRerenders(app: AppContext, _view: AdminView): Promise<Rerender[]> {
  const since = app.now() - SHOWN_MS;
  return (await listRows(app.db))
    .filter(({ total, finishedAt }) => total > 0 && (finishedAt === null || finishedAt > since))
    .map(({ platform, slot, rule, total, done, failed, startedAt, finishedAt }) => ({
      platform,
      slot,
      rule,
      total,
      done,
      failed,
      started_at: new Date(startedAt).toISOString(),
      finished_at: isoOrNull(finishedAt),
    }));
}

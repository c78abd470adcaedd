import type { AppContext } from "../../context.ts";
import { countOverview, type OverviewCounts } from "../../db/admin-overview.ts";
import { countByKey } from "../../db/sealed-values.ts";
import { listRotations } from "../../db/vault-rotations.ts";
import { MINUTE_MS } from "../../limits.ts";
import { isoOrNull } from "../connections/connection-resource.ts";
import { type RotationPhase, rotationState } from "../vault/rotation-state.ts";
import { FAILURES_SHOWN_MS } from "./list-failures.ts";
import { listRerenders, type Rerender } from "./list-rerenders.ts";
import type { AdminView } from "./record-view.ts";

/** The sweeper looks every minute: what is due for longer is stuck. */
const LATE_MS = 5 * MINUTE_MS;

export interface AdminOverview {
  readonly counts: OverviewCounts;
  readonly rerenders: readonly Rerender[];
  readonly vault: {
    readonly primary: string;
    readonly phase: RotationPhase;
    readonly started_at: string | null;
    readonly finished_at: string | null;
    /** How many values of D1 are under each key, by its id. */
    readonly keys: readonly { readonly id: string; readonly values: number }[];
  };
}

/** How the whole of it is: numbers only. */
export async function readOverview(app: AppContext, view: AdminView): Promise<AdminOverview> {
  const now = app.now();
  const [counts, keys, rotations, rerenders] = await Promise.all([
    countOverview(app.db, { now, since: now - FAILURES_SHOWN_MS, lateBefore: now - LATE_MS }),
    countByKey(app.db),
    listRotations(app.db),
    listRerenders(app, view),
  ]);
  const { primary } = app.vault.keyIds;
  const { phase, startedAt, finishedAt } = rotationState(rotations, primary, now);
  const byId = Map.groupBy(keys, (key) => key.keyId);
  const values = [...byId].map(([id, each]) => ({
    id,
    values: each.reduce((sum, key) => sum + key.values, 0),
  }));
  return {
    counts,
    rerenders,
    vault: {
      primary,
      phase,
      started_at: isoOrNull(startedAt),
      finished_at: isoOrNull(finishedAt),
      keys: values.sort((a, b) => a.id.localeCompare(b.id)),
    },
  };
}

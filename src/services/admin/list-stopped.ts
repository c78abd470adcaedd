import type { AppContext } from "../../context.ts";
import { listCapabilities } from "../../db/capabilities.ts";
import { isoOrNull } from "../connections/connection-resource.ts";
import type { AdminView } from "./record-view.ts";

/** Something a platform or one server of it does not let us do at present. */
export interface StoppedCapability {
  /** A platform, or `mastodon:host`. */
  readonly where: string;
  readonly slot: "avatar" | "banner";
  readonly state: "resting" | "handoff" | "off";
  readonly reason: string;
  readonly since: string | null;
  readonly until: string | null;
}

/** What is stopped at present, by whatever. */
export async function listStopped(app: AppContext, _view: AdminView): Promise<StoppedCapability[]> {
  const rows = await listCapabilities(app.db);
  return rows.map(({ platformId, slot, state, reason, since, until }) => ({
    where: platformId,
    slot,
    state,
    reason,
    since: isoOrNull(since),
    until: isoOrNull(until),
  }));
}

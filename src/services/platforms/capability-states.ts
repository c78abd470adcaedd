import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { type CapabilityRow, listCapabilities } from "../../db/capabilities.ts";
import type { PlatformId, Slot } from "../../platforms/platform.ts";

/** What a slot of a platform lets us do at present. */
export const capabilityState = z
  .object({
    state: z.enum(["works", "resting", "handoff", "off"]),
    /** A stable reason; null when all is well. */
    reason: z.string().nullable(),
    since: z.iso.datetime().nullable(),
    /** When a rest ends with a try; null where that is not known. */
    until: z.iso.datetime().nullable(),
  })
  .meta({ id: "CapabilityState" });
export type CapabilityState = z.infer<typeof capabilityState>;

/** The states of whole platforms; what single servers do is for operators. */
export async function readCapabilityStates(
  app: AppContext,
): Promise<(platform: PlatformId, slot: Slot) => CapabilityState> {
  const rows = await listCapabilities(app.db);
  return (platform, slot) =>
    toState(rows.find((row) => row.platformId === platform && row.slot === slot) ?? null);
}

function toState(row: CapabilityRow | null): CapabilityState {
  if (row === null) return { state: "works", reason: null, since: null, until: null };
  return {
    state: row.state,
    // What an operator wrote beside the switch is for operators.
    reason: row.state === "off" ? "switched_off" : row.reason,
    since: new Date(row.since).toISOString(),
    until: row.until === null ? null : new Date(row.until).toISOString(),
  };
}

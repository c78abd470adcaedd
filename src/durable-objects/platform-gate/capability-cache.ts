import type { AppContext } from "../../context.ts";
import { type CapabilityRow, endRest, findCapabilities, putFoundState } from "../../db/capabilities.ts";
import { SECOND_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import type { Slot } from "../../platforms/platform.ts";

/** A switch must hold for every write within a minute: this, and how long a lease lives, stay below that together. */
export const CAPABILITIES_FRESH_MS = 10 * SECOND_MS;

const STRENGTH = { off: 3, handoff: 2, resting: 1 } as const;

/** The states in D1 that concern one gate, kept for a moment. D1 is the truth: an operator writes there. */
export function createCapabilityCache(key: string, platform: string) {
  let rows: readonly CapabilityRow[] = [];
  let readAt = Number.NEGATIVE_INFINITY;

  return {
    /** What stops a slot, the strongest of it; null when nothing does. Throws when D1 cannot be read. */
    async stopping(app: AppContext, slot: Slot): Promise<CapabilityRow | null> {
      const now = app.now();
      if (now - readAt >= CAPABILITIES_FRESH_MS || now < readAt) {
        rows = await findCapabilities(app.db, [...new Set([platform, key])]);
        readAt = now;
      }
      const found = rows.filter((row) => row.slot === slot);
      return found.toSorted((a, b) => STRENGTH[b.state] - STRENGTH[a.state])[0] ?? null;
    },
    /** Writes down what was found out about a slot here. */
    async found(
      app: AppContext,
      found: Pick<CapabilityRow, "slot" | "state" | "reason" | "until">,
    ): Promise<void> {
      const now = app.now();
      const row = {
        id: newId("cap"),
        platformId: key,
        since: now,
        changedBy: null,
        updatedAt: now,
        ...found,
      };
      await putFoundState(app.db, row);
      readAt = Number.NEGATIVE_INFINITY;
    },
    async worksAgain(app: AppContext, slot: Slot): Promise<void> {
      await endRest(app.db, { platformId: key, slot });
      readAt = Number.NEGATIVE_INFINITY;
    },
  };
}
export type CapabilityCache = ReturnType<typeof createCapabilityCache>;

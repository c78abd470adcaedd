/** What platforms let us do at present. `platform_id` is a gate's key: a platform, or one server of it. */
import { and, asc, eq, inArray, ne } from "drizzle-orm";

import type { Database } from "./client.ts";
import { capabilities } from "./schema.ts";

export type CapabilityRow = typeof capabilities.$inferSelect;
type CapabilityKey = Pick<CapabilityRow, "platformId" | "slot">;

export function listCapabilities(db: Database): Promise<CapabilityRow[]> {
  return db.select().from(capabilities).orderBy(asc(capabilities.platformId), asc(capabilities.slot));
}

/** The rows that decide about any of `keys`. */
export function findCapabilities(db: Database, keys: readonly string[]): Promise<CapabilityRow[]> {
  return db
    .select()
    .from(capabilities)
    .where(inArray(capabilities.platformId, [...keys]));
}

/** What the breaker found. An operator's switch stays as it is, and so does what people do by hand when it would only rest. */
export async function putFoundState(db: Database, row: CapabilityRow): Promise<void> {
  const { state, reason, since, until, updatedAt } = row;
  await db
    .insert(capabilities)
    .values(row)
    .onConflictDoUpdate({
      target: [capabilities.platformId, capabilities.slot],
      set: { state, reason, since, until, changedBy: null, updatedAt },
      setWhere: state === "resting" ? eq(capabilities.state, "resting") : ne(capabilities.state, "off"),
    });
}

/** It works again: the end of a rest, and of nothing else. */
export async function endRest(db: Database, key: CapabilityKey): Promise<void> {
  await db.delete(capabilities).where(and(isFor(key), eq(capabilities.state, "resting")));
}

/** An operator switches off, whatever was there before. */
export function switchOffStatement(db: Database, row: CapabilityRow) {
  const { state, reason, since, until, changedBy, updatedAt } = row;
  return db
    .insert(capabilities)
    .values(row)
    .onConflictDoUpdate({
      target: [capabilities.platformId, capabilities.slot],
      set: { state, reason, since, until, changedBy, updatedAt },
    });
}

/** An operator switches on again, whatever stopped it. */
export function switchOnStatement(db: Database, key: CapabilityKey) {
  return db.delete(capabilities).where(isFor(key));
}

function isFor({ platformId, slot }: CapabilityKey) {
  return and(eq(capabilities.platformId, platformId), eq(capabilities.slot, slot));
}

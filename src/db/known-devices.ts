import { and, eq, lt } from "drizzle-orm";

import type { Database } from "./client.ts";
import { knownDevices } from "./schema.ts";

/** True when a browser with this secret has signed in to this account before. */
export async function isKnownDevice(
  db: Database,
  input: { tokenHash: string; userId: string },
): Promise<boolean> {
  const row = await db
    .select({ userId: knownDevices.userId })
    .from(knownDevices)
    .where(and(eq(knownDevices.tokenHash, input.tokenHash), eq(knownDevices.userId, input.userId)))
    .get();
  return row !== undefined;
}

/** True when any browser has signed in to this account before. */
export async function hasKnownDevice(db: Database, userId: string): Promise<boolean> {
  const row = await db
    .select({ userId: knownDevices.userId })
    .from(knownDevices)
    .where(eq(knownDevices.userId, userId))
    .limit(1)
    .get();
  return row !== undefined;
}

/** For the batch of a sign-in: the browser is known from now on, or was just seen again. */
export function rememberDeviceStatement(
  db: Database,
  input: { tokenHash: string; userId: string; now: number },
) {
  const { tokenHash, userId, now } = input;
  return db
    .insert(knownDevices)
    .values({ tokenHash, userId, createdAt: now, lastUsedAt: now })
    .onConflictDoUpdate({ target: knownDevices.tokenHash, set: { lastUsedAt: now } });
}

/** For the batch that throws everybody out: every browser is a stranger again. */
export function forgetDevicesStatement(db: Database, userId: string) {
  return db.delete(knownDevices).where(eq(knownDevices.userId, userId));
}

/** For the sweeper: browsers unused for long. */
export async function deleteOldDevices(db: Database, usedBefore: number): Promise<void> {
  await db.delete(knownDevices).where(lt(knownDevices.lastUsedAt, usedBefore));
}

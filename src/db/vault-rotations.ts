import { and, eq, isNull, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { vaultRotations } from "./schema.ts";

export type VaultRotationRow = typeof vaultRotations.$inferSelect;

/** Every pass there was, newest first: one a key that became primary, and the check that follows it. */
export function listRotations(db: Database): Promise<VaultRotationRow[]> {
  return db
    .select()
    .from(vaultRotations)
    .orderBy(sql`${vaultRotations.startedAt} desc, ${vaultRotations.keyId} desc`);
}

/** Begins passes that are not there yet. */
export async function startPass(db: Database, keyId: string, now: number): Promise<void> {
  await db.insert(vaultRotations).values({ keyId, startedAt: now }).onConflictDoNothing();
}

/** Forgets passes, so that they begin anew. */
export async function forgetPasses(db: Database, keyIds: readonly [string, ...string[]]): Promise<void> {
  const [first, ...rest] = keyIds.map((id) => db.delete(vaultRotations).where(eq(vaultRotations.keyId, id)));
  if (first !== undefined) await db.batch([first, ...rest]);
}

export async function addResealed(db: Database, keyId: string, resealed: number): Promise<void> {
  await db
    .update(vaultRotations)
    .set({ resealed: sql`${vaultRotations.resealed} + ${resealed}` })
    .where(eq(vaultRotations.keyId, keyId));
}

/** A pass found nothing more to do. The first to say so counts. */
export async function finishPass(db: Database, keyId: string, now: number): Promise<void> {
  await db
    .update(vaultRotations)
    .set({ finishedAt: now })
    .where(and(eq(vaultRotations.keyId, keyId), isNull(vaultRotations.finishedAt)));
}

/** Something was found after all. */
export async function reopenPass(db: Database, keyId: string): Promise<void> {
  await db.update(vaultRotations).set({ finishedAt: null }).where(eq(vaultRotations.keyId, keyId));
}

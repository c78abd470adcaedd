import { and, asc, desc, eq } from "drizzle-orm";

import type { Database } from "./client.ts";
import type { OverrideRow } from "./saved-looks.ts";
import { images, lookOverrides, looks, syncTargets } from "./schema.ts";

/** What each slot of a connection showed before the first run that wrote it: one row a slot at most. */
export async function firstKept(db: Database, userId: string, connectionId: string): Promise<OverrideRow[]> {
  const rows = await db
    .select({ kept: lookOverrides })
    .from(lookOverrides)
    .innerJoin(looks, eq(looks.id, lookOverrides.lookId))
    .where(
      and(
        eq(looks.userId, userId),
        eq(looks.kind, "restore_point"),
        eq(lookOverrides.connectionId, connectionId),
      ),
    )
    .orderBy(asc(lookOverrides.createdAt), asc(lookOverrides.id));
  return [...Map.groupBy(rows, ({ kept }) => kept.slot).values()].flatMap(([first]) => first?.kept ?? []);
}

/** The newest target of each slot of a connection, and the bytes its picture was made of; null when that is gone. */
export async function newestTargets(db: Database, userId: string, connectionId: string) {
  const rows = await db
    .select({
      slot: syncTargets.slot,
      state: syncTargets.state,
      runId: syncTargets.syncRequestId,
      sha256: images.originalSha256,
    })
    .from(syncTargets)
    .leftJoin(images, eq(images.id, syncTargets.imageId))
    .where(and(eq(syncTargets.userId, userId), eq(syncTargets.connectionId, connectionId)))
    .orderBy(desc(syncTargets.createdAt), desc(syncTargets.id));
  return new Map(
    [...Map.groupBy(rows, (row) => row.slot)].map(([slot, [newest]]) => [slot, newest] as const),
  );
}

import { and, eq, exists, inArray, ne, or } from "drizzle-orm";

import { newId } from "../new-id.ts";
import type { Slot } from "../platforms/platform.ts";
import type { Database } from "./client.ts";
import type { OutboxRow } from "./outbox.ts";
import { lookOverrides, looks, outbox } from "./schema.ts";

export type LookRow = typeof looks.$inferSelect;

export async function findCurrentLook(db: Database, userId: string): Promise<LookRow | null> {
  const rows = await db
    .select()
    .from(looks)
    .where(and(eq(looks.userId, userId), eq(looks.kind, "current")));
  return rows[0] ?? null;
}

/** A look that uses a picture. */
export type LookUse = Pick<LookRow, "id" | "kind" | "name">;

/**
 * The looks of a person that use a picture, as their own or in one slot of a connection. Restore points are not among
 * them: they keep bytes of their own.
 */
export function looksWith(db: Database, userId: string, imageId: string) {
  const inOneSlot = db
    .select({ id: lookOverrides.lookId })
    .from(lookOverrides)
    .where(eq(lookOverrides.imageId, imageId));
  return db
    .select({ id: looks.id, kind: looks.kind, name: looks.name })
    .from(looks)
    .where(
      and(
        eq(looks.userId, userId),
        ne(looks.kind, "restore_point"),
        or(eq(looks.avatarImageId, imageId), eq(looks.bannerImageId, imageId), inArray(looks.id, inOneSlot)),
      ),
    )
    .orderBy(looks.kind, looks.createdAt, looks.id);
}

/** The id of a user's current look is made from the user's: two first uploads at once make one look. */
export function currentLookId(userId: string): string {
  return userId.replace(/^usr_/, "look_");
}

/** Makes `imageId` the current look's picture in `slot`, making the look when there is none. */
export async function setCurrentPicture(
  db: Database,
  input: { userId: string; slot: Slot; imageId: string | null; now: number },
): Promise<void> {
  const picture =
    input.slot === "avatar" ? { avatarImageId: input.imageId } : { bannerImageId: input.imageId };
  await db
    .insert(looks)
    .values({
      id: currentLookId(input.userId),
      userId: input.userId,
      kind: "current",
      name: "Current",
      createdAt: input.now,
      updatedAt: input.now,
      ...picture,
    })
    .onConflictDoUpdate({ target: looks.id, set: { ...picture, updatedAt: input.now } });
}

/** True when the slot already has a restore point of this run's connection. */
export async function hasRestorePoint(
  db: Database,
  lookId: string,
  connectionId: string,
  slot: Slot,
): Promise<boolean> {
  const rows = await db
    .select({ id: lookOverrides.id })
    .from(lookOverrides)
    .where(
      and(
        eq(lookOverrides.lookId, lookId),
        eq(lookOverrides.connectionId, connectionId),
        eq(lookOverrides.slot, slot),
      ),
    );
  return rows.length > 0;
}

/**
 * Adds what one slot showed to a restore point, making the look when it is the first. Repeating changes nothing. Ends the
 * orders to delete the picture's bytes if a row names them now.
 */
export async function addToRestorePoint(
  db: Database,
  input: {
    userId: string;
    lookId: string;
    name: string;
    connectionId: string;
    slot: Slot;
    picture: { r2Key: string; sha256: string; orders: readonly Pick<OutboxRow, "id">[] } | null;
    now: number;
  },
): Promise<void> {
  await db.batch([
    db
      .insert(looks)
      .values({
        id: input.lookId,
        userId: input.userId,
        kind: "restore_point",
        name: input.name,
        createdAt: input.now,
        updatedAt: input.now,
      })
      .onConflictDoNothing(),
    db
      .insert(lookOverrides)
      .values({
        id: newId("lkp"),
        lookId: input.lookId,
        connectionId: input.connectionId,
        slot: input.slot,
        r2Key: input.picture?.r2Key ?? null,
        sha256: input.picture?.sha256 ?? null,
        isDefault: input.picture === null,
        createdAt: input.now,
      })
      .onConflictDoNothing(),
    db.delete(outbox).where(
      and(
        inArray(
          outbox.id,
          (input.picture?.orders ?? []).map((order) => order.id),
        ),
        exists(
          db
            .select({ id: lookOverrides.id })
            .from(lookOverrides)
            .where(eq(lookOverrides.r2Key, input.picture?.r2Key ?? "")),
        ),
      ),
    ),
  ]);
}

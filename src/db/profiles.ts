import { eq } from "drizzle-orm";

import type { Database } from "./client.ts";
import { userProfiles } from "./schema.ts";

export type ProfileRow = typeof userProfiles.$inferSelect;

export async function findProfile(db: Database, userId: string): Promise<ProfileRow | null> {
  return (await db.select().from(userProfiles).where(eq(userProfiles.userId, userId)).get()) ?? null;
}

/**
 * For the batch that records it: gives a person a handle, in the place of the one they had. The unique indexes decide: of
 * any number of parallel claims of one handle, or of two that look alike, one batch goes through.
 */
export function claimHandleStatement(
  db: Database,
  input: { userId: string; handle: string; skeleton: string; now: number },
) {
  const { userId, handle, skeleton: handleSkeleton, now } = input;
  return db
    .insert(userProfiles)
    .values({ userId, handle, handleSkeleton, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: userProfiles.userId, set: { handle, handleSkeleton, updatedAt: now } });
}

/** True for what a batch throws when somebody else has the handle, or one that looks like it. */
export function isHandleTaken(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  const message = error instanceof Error ? `${error.message} ${cause}` : "";
  return /UNIQUE constraint failed: user_profiles\.(handle|handle_skeleton)\b/.test(message);
}

import { and, eq, gt, lt } from "drizzle-orm";

import type { Database } from "./client.ts";
import { passkeyChallenges } from "./schema.ts";

type ChallengeRow = typeof passkeyChallenges.$inferSelect;

/** What a challenge is good for, and in whose hands. */
export type ChallengeUse =
  | { readonly purpose: "sign_in"; readonly browserHash: string }
  | { readonly purpose: "register" | "reauthenticate"; readonly userId: string; readonly sessionId: string };

export async function insertChallenge(
  db: Database,
  input: { challengeHash: string; use: ChallengeUse; now: number; expiresAt: number },
): Promise<void> {
  const { challengeHash, use, now: createdAt, expiresAt } = input;
  await db.insert(passkeyChallenges).values({ challengeHash, ...use, createdAt, expiresAt });
}

/** Takes a challenge away, for the use and the hands it was made for. Of any number of parallel calls one gets it. */
export async function takeChallenge(
  db: Database,
  input: { challengeHash: string; use: ChallengeUse; now: number },
): Promise<ChallengeRow | null> {
  const { challengeHash, use, now } = input;
  const holder =
    use.purpose === "sign_in"
      ? eq(passkeyChallenges.browserHash, use.browserHash)
      : and(eq(passkeyChallenges.userId, use.userId), eq(passkeyChallenges.sessionId, use.sessionId));
  const rows = await db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, challengeHash),
        eq(passkeyChallenges.purpose, use.purpose),
        holder,
        gt(passkeyChallenges.expiresAt, now),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/** For the sweeper. */
export async function deleteExpiredChallenges(db: Database, now: number): Promise<void> {
  await db.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, now));
}

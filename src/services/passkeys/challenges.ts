import { sha256Hex } from "../../auth/hash.ts";
import { CHALLENGE_MS, challengeIn } from "../../auth/passkey-ceremony.ts";
import type { AppContext } from "../../context.ts";
import { type ChallengeUse, insertChallenge, takeChallenge } from "../../db/passkey-challenges.ts";
import type { SessionUser } from "../sessions/read-session.ts";

/** Writes a challenge down for one use, in the hands it was made for, within five minutes. */
export async function keepChallenge(app: AppContext, challenge: string, use: ChallengeUse): Promise<void> {
  const now = app.now();
  const challengeHash = await sha256Hex(challenge);
  await insertChallenge(app.db, { challengeHash, use, now, expiresAt: now + CHALLENGE_MS });
}

/**
 * The challenge that an answer claims to answer, when we issued it for this use to these hands; null otherwise. It is used
 * up by being asked for, whatever comes of the answer.
 */
export async function spendChallenge(
  app: AppContext,
  clientDataJson: string,
  use: ChallengeUse,
): Promise<string | null> {
  const challenge = challengeIn(clientDataJson);
  if (challenge === null) return null;
  const taken = await takeChallenge(app.db, {
    challengeHash: await sha256Hex(challenge),
    use,
    now: app.now(),
  });
  return taken === null ? null : challenge;
}

/** In the hands of a session. */
export function ofSession(purpose: "register" | "reauthenticate", session: SessionUser): ChallengeUse {
  return { purpose, userId: session.userId, sessionId: session.sessionId };
}

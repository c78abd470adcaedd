import { sha256Hex } from "../../auth/hash.ts";
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from "../../auth/cookies.ts";
import type { AppContext } from "../../context.ts";
import { findSession, type SessionRow, touchSession } from "../../db/sessions.ts";
import type { UserRow } from "../../db/users.ts";
import { HOUR_MS } from "../../limits.ts";

/** The idle time is counted in steps of this length: one write an hour and session, not one a request. */
const TOUCH_EVERY_MS = HOUR_MS;

/** The signed-in person of a request. */
export interface SessionUser {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly firstName: string | null;
  readonly role: UserRow["role"];
  /** True when two factors were given in this session. */
  readonly twoFactor: boolean;
  /** When the person last proved who they are; milliseconds since the epoch. */
  readonly authenticatedAt: number;
}

/** Whose session this secret is, from the primary; null when it has ended. Using it moves its end forward. */
export async function readSession(app: AppContext, secret: string): Promise<SessionUser | null> {
  const now = app.now();
  const found = await findSession(app.db, { tokenHash: await sha256Hex(secret), now });
  if (found === null) return null;
  if (now - found.session.lastUsedAt >= TOUCH_EVERY_MS) await touch(app, found.session, now);
  return {
    sessionId: found.session.id,
    userId: found.session.userId,
    email: found.email,
    emailVerified: found.emailVerifiedAt !== null,
    firstName: found.firstName,
    role: found.role,
    twoFactor: found.session.twoFactor,
    authenticatedAt: found.session.authenticatedAt,
  };
}

async function touch(app: AppContext, session: SessionRow, now: number): Promise<void> {
  await touchSession(app.db, {
    id: session.id,
    now,
    expiresAt: Math.min(now + SESSION_IDLE_MS, session.createdAt + SESSION_ABSOLUTE_MS),
    unlessUsedSince: now - TOUCH_EVERY_MS + 1,
  });
}

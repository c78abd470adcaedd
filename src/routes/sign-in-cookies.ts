import type { Context } from "hono";

import { clearedCookie, type CookieKey, secretCookie } from "../auth/cookies.ts";
import type { SignInOutcome } from "../services/sessions/complete-sign-in.ts";
import type { StartedSession } from "../services/sessions/start-session.ts";

/** Gives the browser a secret to keep. */
export function keepCookie(c: Context, key: CookieKey, secret: string): void {
  c.header("Set-Cookie", secretCookie(key, secret), { append: true });
}

/** Takes one away from the browser. */
export function dropCookie(c: Context, key: CookieKey): void {
  c.header("Set-Cookie", clearedCookie(key), { append: true });
}

/** The cookies of somebody who has just signed in. */
export function keepSession(c: Context, started: StartedSession): void {
  keepCookie(c, "session", started.sessionSecret);
  keepCookie(c, "device", started.deviceSecret);
}

/** The cookies that follow from any way of signing in, finished or not. */
export function keepOutcome(c: Context, outcome: SignInOutcome): void {
  if (outcome.next === null) keepSession(c, outcome);
  else keepCookie(c, "secondFactor", outcome.secondFactorSecret);
}

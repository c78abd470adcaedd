import type { MiddlewareHandler } from "hono";

import { SignInRequiredError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";
import type { SessionUser } from "../services/sessions/read-session.ts";
import { hasRecentProof, ReauthenticationNeededError } from "../services/sessions/recent-proof.ts";

/** The types behind `requireSession`: the session is there. */
export interface SignedInEnv {
  readonly Bindings: HonoEnv["Bindings"];
  readonly Variables: Omit<HonoEnv["Variables"], "session"> & { session: SessionUser };
}

/** Lets only signed-in people on; others get 401, or on a page the way to sign in. */
export const requireSession: MiddlewareHandler<SignedInEnv> = async (c, next) => {
  const current: SessionUser | null = c.get("session");
  if (current === null) throw new SignInRequiredError();
  await next();
};

/**
 * For what changes who gets in: the person must have proved lately who they are (OWASP ASVS 5.0, 7.5.1). Others get 403
 * `reauthentication_needed`, or on a page the way to do it. Put it behind `requireSession`.
 */
export const requireRecentProof: MiddlewareHandler<SignedInEnv> = async (c, next) => {
  if (!hasRecentProof(c.get("session"), c.get("app").now())) throw new ReauthenticationNeededError();
  await next();
};

import type { MiddlewareHandler } from "hono";

import { SignInRequiredError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";
import type { SessionUser } from "../services/accounts/read-session.ts";

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

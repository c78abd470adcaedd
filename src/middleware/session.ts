import type { MiddlewareHandler } from "hono";

import { readSecretCookie, SESSION_COOKIE } from "../auth/session-cookie.ts";
import type { HonoEnv } from "../routes/app-env.ts";
import { readSession } from "../services/accounts/read-session.ts";

/** Finds out who is signed in by cookie. A request with `Authorization` is not looked at: it is never both. */
export const session: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const bearer = c.req.header("authorization") !== undefined;
  const secret = bearer ? null : readSecretCookie(c.req.header("cookie"), SESSION_COOKIE);
  c.set("session", secret === null ? null : await readSession(c.get("app"), secret));
  await next();
};

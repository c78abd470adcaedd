import type { MiddlewareHandler } from "hono";

import { readSecrets } from "../auth/cookies.ts";
import type { HonoEnv } from "../routes/app-env.ts";
import { readSession } from "../services/sessions/read-session.ts";

/** Finds out who is signed in by cookie. A request with `Authorization` is not looked at: it is never both. */
export const session: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const bearer = c.req.header("authorization") !== undefined;
  const secret = bearer ? null : readSecrets(c.req.header("cookie")).session;
  c.set("session", secret === null ? null : await readSession(c.get("app"), secret));
  await next();
};

import { Hono } from "hono";

import { readSecretCookie, SESSION_COOKIE, sessionCookie } from "../auth/session-cookie.ts";
import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { demoSignIn } from "../services/accounts/demo-sign-in.ts";
import type { HonoEnv } from "./app-env.ts";
import { readFields } from "./form-problem.ts";

/** `POST /demo/sign-in`: one click in development, no such page anywhere else. */
export function createDemoRoutes(): Hono<HonoEnv> {
  return new Hono<HonoEnv>().post("/demo/sign-in", async (c) => {
    const signedIn = await demoSignIn(c.get("app"), {
      client: clientInfo(c.req.raw),
      previousSecret: readSecretCookie(c.req.header("cookie"), SESSION_COOKIE),
    });
    c.header("Set-Cookie", sessionCookie(signedIn.sessionSecret), { append: true });
    const { next } = await readFields(c);
    return c.redirect(nextPath(next), 303);
  });
}

import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { demoSignIn } from "../services/sessions/demo-sign-in.ts";
import type { HonoEnv } from "./app-env.ts";
import { readFields } from "./form-problem.ts";
import { keepSession } from "./sign-in-cookies.ts";

/** `POST /demo/sign-in`: one click in development, no such page anywhere else. */
export function createDemoRoutes(): Hono<HonoEnv> {
  return new Hono<HonoEnv>().post("/demo/sign-in", async (c) => {
    keepSession(c, await demoSignIn(c.get("app"), clientInfo(c)));
    const { next } = await readFields(c);
    return c.redirect(nextPath(next), 303);
  });
}

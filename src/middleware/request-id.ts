import type { MiddlewareHandler } from "hono";

import { newId } from "../new-id.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Gives each request an id of ours, in `X-Request-Id` of every answer. An id the caller sends is not taken over. */
export const requestId: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const id = newId("req");
  c.set("requestId", id);
  c.set("session", null);
  await next();
  if (c.res.status !== 101) c.header("X-Request-Id", id);
};

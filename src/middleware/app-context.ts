import type { MiddlewareHandler } from "hono";

import { type AppContext, createContext } from "../context.ts";
import { createLogger } from "../log.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Builds the context of each request; its log lines carry the request id. Tests pass `overrides`. */
export function appContext(overrides: Partial<AppContext> = {}): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    const log = (overrides.log ?? createLogger()).child({ request_id: c.get("requestId") });
    c.set("app", createContext(c.env, { ...overrides, log }));
    await next();
  };
}

import type { Context, MiddlewareHandler } from "hono";

import { type AppContext, createContext } from "../context.ts";
import { createLogger } from "../log.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Builds the context of each request; its log lines carry the request id. Tests pass `overrides`. */
export function appContext(overrides: Partial<AppContext> = {}): MiddlewareHandler<HonoEnv> {
  return async (c, next) => {
    const log = (overrides.log ?? createLogger()).child({ request_id: c.get("requestId") });
    c.set("app", createContext(c.env, { ...overrides, log }, waitUntilOf(c)));
    await next();
  };
}

/** Tests call the app without an execution context, and Hono throws when it is asked for one. */
function waitUntilOf(c: Context<HonoEnv>): ((work: Promise<void>) => void) | undefined {
  try {
    const { executionCtx } = c;
    return (work) => executionCtx.waitUntil(work);
  } catch {
    return undefined;
  }
}

import type { MiddlewareHandler } from "hono";

import { NotFoundError } from "../errors.ts";
import { isMediaHost } from "../http/is-media-host.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/**
 * Keeps the host of rendered files to them: no page, no API, no sign-in and no cookie is ever served where other people's
 * files are. Everything but reading `/media/…` answers 404 there. What is static and public is served before the Worker.
 */
export const mediaHost: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const url = new URL(c.req.url);
  if (isMediaHost(url, c.get("app").config.mediaOrigin)) {
    const reads = c.req.method === "GET" || c.req.method === "HEAD";
    if (!reads || !url.pathname.startsWith("/media/")) throw new NotFoundError();
  }
  await next();
};

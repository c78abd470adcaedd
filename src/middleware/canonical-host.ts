import type { MiddlewareHandler } from "hono";

import { AppError } from "../errors.ts";
import { isMediaHost } from "../http/is-media-host.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/**
 * Serves one origin only, and rendered files at theirs when they have one. A page asked for on the loopback address is sent on to the canonical `localhost`, path and
 * query kept: atproto lets a development client come back to `127.0.0.1` alone. So is a page asked for without TLS,
 * though not the API: a program whose requests are redirected would never learn that it sends them in the clear. Every
 * other host and method is refused, so that a foreign name pointed at this address gets nothing.
 */
export const canonicalHost: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const url = new URL(c.req.url);
  const { appOrigin, mediaOrigin } = c.get("app").config;
  const canonical = new URL(isMediaHost(url, mediaOrigin) ? mediaOrigin : appOrigin);
  if (url.origin === canonical.origin) return next();
  const reads = c.req.method === "GET" || c.req.method === "HEAD";
  if (reads && (isLoopbackTwin(url, canonical) || isPlainPage(url, canonical))) {
    return c.redirect(`${canonical.origin}${url.pathname}${url.search}`, 302);
  }
  throw new AppError(421, "wrong_host", `This address is served at ${canonical.origin} only.`);
};

function isLoopbackTwin(url: URL, canonical: URL): boolean {
  const loopback = url.hostname === "127.0.0.1" || url.hostname === "[::1]";
  return loopback && canonical.hostname === "localhost" && url.port === canonical.port;
}

/** An address without TLS has its own default port, so only the names are compared. */
function isPlainPage(url: URL, canonical: URL): boolean {
  const isPlain = url.protocol === "http:" && canonical.protocol === "https:";
  return isPlain && url.hostname === canonical.hostname && !url.pathname.startsWith("/api/");
}

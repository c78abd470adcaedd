import type { MiddlewareHandler } from "hono";

import { sha256Hex } from "../auth/hash.ts";
import { matchesAny } from "../http/entity-tags.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Gives JSON answers to GET an `ETag` and answers 304 when the caller has that one already. */
export const conditionalGet: MiddlewareHandler<HonoEnv> = async (c, next) => {
  await next();
  const isJson = c.res.headers.get("content-type")?.startsWith("application/json") ?? false;
  if (c.req.method !== "GET" || c.res.status !== 200 || !isJson) return;
  const body = await c.res.clone().text();
  const etag = c.res.headers.get("etag") ?? `"${(await sha256Hex(body)).slice(0, 32)}"`;
  if (matchesAny(c.req.header("if-none-match"), etag)) {
    const headers = new Headers(c.res.headers);
    headers.delete("content-type");
    headers.delete("content-length");
    c.res = undefined;
    c.res = new Response(null, { status: 304, headers });
  }
  c.header("ETag", etag);
};

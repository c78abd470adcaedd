import type { MiddlewareHandler } from "hono";

import type { HonoEnv } from "../routes/app-env.ts";

/**
 * For pages whose address may hold the token of a mail: it must never be in a `Referer`, not even in the one that comes
 * with our own stylesheet. Not `no-referrer`: with it browsers send `Origin: null` with the form on the page, and the
 * form is refused. `strict-origin` names our origin and nothing behind it.
 */
export const mailedLink: MiddlewareHandler<HonoEnv> = async (c, next) => {
  await next();
  c.header("Referrer-Policy", "strict-origin");
};

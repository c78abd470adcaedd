import type { Context } from "hono";

import type { HonoEnv } from "../routes/app-env.ts";

/**
 * True when a page of ours sent the browser here, for GETs that begin something. Browsers say so in `Sec-Fetch-Site`,
 * also after redirects; one too old for it must name a page of ours as `Referer`, which our policy sends to ourselves.
 */
export function cameFromUs(c: Context<HonoEnv>): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  return URL.parse(c.req.header("referer") ?? "")?.origin === c.get("app").config.appOrigin;
}

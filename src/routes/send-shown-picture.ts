import type { Context } from "hono";

import type { ShownPicture } from "../services/syncs/read-shown-picture.ts";

/** Somebody else's bytes under our origin: typed by what they are, sandboxed, kept by the person's browser alone. */
export function sendShownPicture(c: Context, shown: ShownPicture): Response {
  return c.body(shown.bytes, 200, {
    "content-type": shown.contentType,
    "content-disposition": `inline; filename="shown.${shown.contentType.replace("image/", "")}"`,
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=60",
  });
}

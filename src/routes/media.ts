import { Hono } from "hono";

import { NotFoundError } from "../errors.ts";
import { getMedia } from "../services/images/get-media.ts";
import type { HonoEnv } from "./app-env.ts";

/** `/media/{media_id}.{ext}`: rendered files, immutable, with headers that keep them pictures and nothing else. */
export const mediaRoutes = new Hono<HonoEnv>().get("/media/:file", async (c) => {
  const [, mediaId, extension] = /^([0-9a-z_]{10,60})\.(jpg|png|webp)$/.exec(c.req.param("file")) ?? [];
  if (mediaId === undefined || extension === undefined) throw new NotFoundError("picture");
  const etag = `"${mediaId}"`;
  const headers = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "content-disposition": `inline; filename="${mediaId}.${extension}"`,
    etag,
  };
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
  const picture = await getMedia(c.get("app"), mediaId, extension);
  return c.body(picture.bytes, 200, { ...headers, "content-type": picture.contentType });
});

import { Hono } from "hono";

import type { HonoEnv } from "./app-env.ts";

/** `/oauth/bluesky/…`: who we are to authorization servers, which fetch these documents themselves. */
export const blueskyClientRoutes = new Hono<HonoEnv>()
  .get("/oauth/bluesky/client-metadata.json", (c) =>
    document(c.get("app").blueskyDocuments["client-metadata.json"]),
  )
  .get("/oauth/bluesky/jwks.json", (c) => document(c.get("app").blueskyDocuments["jwks.json"]));

function document(body: unknown): Response {
  return Response.json(body, {
    headers: { "cache-control": "public, max-age=600", "access-control-allow-origin": "*" },
  });
}

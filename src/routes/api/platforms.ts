import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { listPlatforms, platformResource } from "../../services/platforms/list-platforms.ts";
import { createRouter } from "./create-api.ts";

const listRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listPlatforms",
  summary: "What each platform takes, what is switched on here, and what works at present",
  tags: ["Platforms"],
  responses: {
    200: {
      description: "The registry",
      content: {
        "application/json": {
          schema: z.object({ data: z.array(platformResource) }).meta({ id: "PlatformList" }),
        },
      },
    },
  },
});

/** `/api/v1/platforms`. */
export function createPlatformRoutes() {
  return createRouter().openapi(listRoute, async (c) =>
    c.json({ data: await listPlatforms(c.get("app")) }, 200),
  );
}

import { createRoute } from "@hono/zod-openapi";

import { requireSession } from "../../middleware/require-session.ts";
import { meResource } from "../../services/accounts/me-resource.ts";
import { readMe } from "../../services/accounts/read-me.ts";
import { createRouter, problemResponses, signedIn } from "./create-api.ts";

const readRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "readMe",
  summary: "The signed-in person",
  tags: ["Accounts"],
  security: signedIn,
  middleware: requireSession,
  responses: {
    200: { description: "The account", content: { "application/json": { schema: meResource } } },
    ...problemResponses(401),
  },
});

/** `/api/v1/me`. */
export function createMeRoutes() {
  return createRouter().openapi(readRoute, async (c) =>
    c.json(await readMe(c.get("app"), c.get("session").userId), 200),
  );
}

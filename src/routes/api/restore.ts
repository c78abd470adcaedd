import { createRoute } from "@hono/zod-openapi";

import { jsonOnly } from "../../middleware/json-only.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { restoreInput, restoreLook } from "../../services/looks/restore-look.ts";
import { syncResource } from "../../services/syncs/sync-resource.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const restoreRoute = createRoute({
  tags: ["Looks"],
  security: signedIn,
  middleware: [requireSession, jsonOnly] as const,
  method: "post",
  path: "/",
  operationId: "restoreLook",
  summary: "Put a restore point's pictures back",
  description:
    "Starts a run. A picture goes back byte for byte where the platform takes it so, and is rendered elsewhere. Where the platform showed a picture of its own, the target is `needs_you` with the steps.",
  request: { body: jsonBody(restoreInput.meta({ id: "Restore" })) },
  responses: {
    202: { description: "The run has begun", content: { "application/json": { schema: syncResource } } },
    ...problemResponses(401, 404, 409, 415, 422, 429, 503),
  },
});

/** `/api/v1/restore`. */
export function createRestoreRoutes() {
  return createRouter().openapi(restoreRoute, async (c) => {
    const run = await restoreLook(c.get("app"), c.get("session").userId, c.req.valid("json"));
    return c.json(run, 202, { Location: `/api/v1/syncs/${run.id}` });
  });
}

import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { jsonOnly } from "../../middleware/json-only.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { changeHandle } from "../../services/profiles/change-handle.ts";
import { profileResource } from "../../services/profiles/profile-resource.ts";
import { readProfile } from "../../services/profiles/read-profile.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const common = { path: "/profile", tags: ["Accounts"], security: signedIn };

/** Far above the longest handle, so that the rule itself says what is wrong. */
const MAX_TYPED_CHARS = 200;

const readRoute = createRoute({
  ...common,
  method: "get",
  operationId: "readProfile",
  summary: "The person's public side",
  middleware: requireSession,
  responses: {
    200: { description: "The profile", content: { "application/json": { schema: profileResource } } },
    ...problemResponses(401),
  },
});

const changeBody = z
  .strictObject({
    handle: z
      .string()
      .max(MAX_TYPED_CHARS)
      .optional()
      .describe("3 to 30 of a to z, 0 to 9 and _; unique, also among names that look alike"),
  })
  .meta({ id: "ProfileChange" });

const changeRoute = createRoute({
  ...common,
  method: "patch",
  operationId: "changeProfile",
  summary: "Change the person's public side; what is left out stays",
  middleware: [requireSession, jsonOnly] as const,
  request: { body: jsonBody(changeBody) },
  responses: {
    200: { description: "The profile now", content: { "application/json": { schema: profileResource } } },
    ...problemResponses(400, 401, 403, 409, 413, 415, 422, 429),
  },
});

/** `/api/v1/me/profile`. */
export function createProfileRoutes() {
  return createRouter()
    .openapi(readRoute, async (c) => c.json(await readProfile(c.get("app"), c.get("session").userId), 200))
    .openapi(changeRoute, async (c) => {
      const [app, session] = [c.get("app"), c.get("session")];
      const { handle } = c.req.valid("json");
      const profile =
        handle === undefined
          ? await readProfile(app, session.userId)
          : await changeHandle(app, session, handle, clientInfo(c));
      return c.json(profile, 200);
    });
}

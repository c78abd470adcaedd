import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { jsonOnly } from "../../middleware/json-only.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { applyLook } from "../../services/looks/apply-look.ts";
import { changeLook } from "../../services/looks/change-look.ts";
import { deleteLook } from "../../services/looks/delete-look.ts";
import { getLook, listLooks } from "../../services/looks/list-looks.ts";
import { lookChange, newLook } from "../../services/looks/look-input.ts";
import { lookResource } from "../../services/looks/look-resource.ts";
import { saveLook } from "../../services/looks/save-look.ts";
import { syncResource } from "../../services/syncs/sync-resource.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";
import { pageOf, pageQuery, readCursor, toPage } from "./paging.ts";

const idParam = z.object({ id: z.string() });
const look = { "application/json": { schema: lookResource } };
const common = { tags: ["Looks"], security: signedIn, middleware: requireSession };

const listRoute = createRoute({
  ...common,
  method: "get",
  path: "/",
  operationId: "listLooks",
  summary: "Current look, saved looks and restore points, newest first",
  request: { query: pageQuery.extend({ kind: z.enum(["current", "saved", "restore_point"]).optional() }) },
  responses: {
    200: {
      description: "A page",
      content: { "application/json": { schema: pageOf(lookResource, "LookPage") } },
    },
    ...problemResponses(401, 422),
  },
});

const saveRoute = createRoute({
  ...common,
  middleware: [requireSession, jsonOnly] as const,
  method: "post",
  path: "/",
  operationId: "saveLook",
  summary: "Save a look",
  description:
    "Of the named pictures; without any, of what the current look shows. Nothing is sent anywhere.",
  request: { body: jsonBody(newLook) },
  responses: {
    201: { description: "Saved", content: look },
    ...problemResponses(401, 409, 415, 422, 429),
  },
});

const readRoute = createRoute({
  ...common,
  method: "get",
  path: "/{id}",
  operationId: "readLook",
  summary: "One look",
  request: { params: idParam },
  responses: { 200: { description: "The look", content: look }, ...problemResponses(401, 404) },
});

const changeRoute = createRoute({
  ...common,
  middleware: [requireSession, jsonOnly] as const,
  method: "patch",
  path: "/{id}",
  operationId: "changeLook",
  summary: "Rename a look or change what it shows",
  description: "`overrides` replaces all of them. Nothing is sent anywhere.",
  request: { params: idParam, body: jsonBody(lookChange) },
  responses: {
    200: { description: "The look", content: look },
    ...problemResponses(401, 404, 409, 415, 422, 429),
  },
});

const deleteRoute = createRoute({
  ...common,
  method: "delete",
  path: "/{id}",
  operationId: "deleteLook",
  summary: "Delete a saved look or a restore point",
  description:
    "Pictures of the library stay. What a restore point kept of a platform's pictures goes for good.",
  request: { params: idParam },
  responses: { 204: { description: "Deleted" }, ...problemResponses(401, 404, 409) },
});

const appliedLook = z
  .object({ look: lookResource, sync: syncResource.nullable() })
  .meta({ id: "AppliedLook" });

const applyRoute = createRoute({
  ...common,
  middleware: [requireSession, jsonOnly] as const,
  method: "post",
  path: "/{id}/apply",
  operationId: "applyLook",
  summary: "Make a saved look the current one",
  description: "With `sync` a run puts it on every connected account; without it nothing is sent.",
  request: {
    params: idParam,
    body: jsonBody(z.strictObject({ sync: z.boolean().default(false) }).meta({ id: "LookApply" })),
  },
  responses: {
    200: {
      description: "The current look as it is now, and the run",
      content: { "application/json": { schema: appliedLook } },
    },
    ...problemResponses(401, 404, 409, 415, 422, 429),
  },
});

/** `/api/v1/looks`. */
export function createLookRoutes() {
  return createRouter()
    .openapi(listRoute, async (c) => {
      const { limit, cursor, kind = null } = c.req.valid("query");
      const page = { limit: limit + 1, after: readCursor(cursor), kind };
      const cut = toPage(await listLooks(c.get("app"), c.get("session").userId, page), limit, c.req.url);
      return c.json(cut.page, 200, cut.link === null ? {} : { Link: cut.link });
    })
    .openapi(saveRoute, async (c) => {
      const saved = await saveLook(c.get("app"), c.get("session").userId, c.req.valid("json"));
      return c.json(saved, 201, { Location: `/api/v1/looks/${saved.id}` });
    })
    .openapi(readRoute, async (c) =>
      c.json(await getLook(c.get("app"), c.get("session").userId, c.req.valid("param").id), 200),
    )
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await changeLook(c.get("app"), c.get("session").userId, id, c.req.valid("json")), 200);
    })
    .openapi(deleteRoute, async (c) => {
      await deleteLook(c.get("app"), c.get("session").userId, c.req.valid("param").id);
      return c.body(null, 204);
    })
    .openapi(applyRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { look: current, run } = await applyLook(
        c.get("app"),
        c.get("session").userId,
        id,
        c.req.valid("json"),
      );
      return c.json({ look: current, sync: run }, 200);
    });
}

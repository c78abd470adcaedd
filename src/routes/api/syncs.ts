import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { jsonOnly } from "../../middleware/json-only.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { cancelSync } from "../../services/syncs/cancel-sync.ts";
import { getSync } from "../../services/syncs/get-sync.ts";
import { listSyncs } from "../../services/syncs/list-syncs.ts";
import { planResource } from "../../services/syncs/plan-resource.ts";
import { planSync } from "../../services/syncs/plan-sync.ts";
import { retryTarget, retryTargetInput } from "../../services/syncs/retry-target.ts";
import { startSync, startSyncInput } from "../../services/syncs/start-sync.ts";
import { syncResource } from "../../services/syncs/sync-resource.ts";
import { streamSync } from "../stream-sync.ts";
import { createRouter, problemResponses, signedIn } from "./create-api.ts";
import { pageOf, pageQuery, readCursor, toPage } from "./paging.ts";

const common = { tags: ["Syncs"], security: signedIn, middleware: requireSession };
const idParam = z.object({ id: z.string() });
const run = { "application/json": { schema: syncResource } };

const startRoute = createRoute({
  ...common,
  method: "post",
  path: "/",
  operationId: "startSync",
  summary: "Put the current look on the chosen accounts",
  description:
    "With `dry_run` nothing happens: the answer is the plan. Its `plan_hash` sent back runs exactly that, or is refused with 409 when something changed since.",
  middleware: [requireSession, jsonOnly] as const,
  request: {
    body: {
      content: { "application/json": { schema: startSyncInput.meta({ id: "SyncStart" }) } },
      required: true,
    },
  },
  responses: {
    200: {
      description: "The plan of a dry run",
      content: { "application/json": { schema: planResource } },
    },
    202: { description: "The run has begun", content: run },
    ...problemResponses(401, 409, 415, 422, 429),
  },
});

const listRoute = createRoute({
  ...common,
  method: "get",
  path: "/",
  operationId: "listSyncs",
  summary: "All runs, newest first",
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page",
      content: { "application/json": { schema: pageOf(syncResource, "SyncPage") } },
    },
    ...problemResponses(401, 422),
  },
});

const readRoute = createRoute({
  ...common,
  method: "get",
  path: "/{id}",
  operationId: "readSync",
  summary: "One run with the state of every target",
  request: { params: idParam },
  responses: { 200: { description: "The run", content: run }, ...problemResponses(401, 404) },
});

const cancelRoute = createRoute({
  ...common,
  method: "post",
  path: "/{id}/cancel",
  operationId: "cancelSync",
  summary: "Stop what was not written yet",
  request: { params: idParam },
  responses: { 200: { description: "The run", content: run }, ...problemResponses(401, 404, 409) },
});

const retryRoute = createRoute({
  ...common,
  method: "post",
  path: "/{id}/targets/{tid}/retry",
  operationId: "retrySyncTarget",
  summary: "Try one target again",
  description:
    "For a target that failed, needs you, or met somebody else's picture; the last only with `overwrite`. It goes to `waiting` in the same run.",
  middleware: [requireSession, jsonOnly] as const,
  request: {
    params: idParam.extend({ tid: z.string() }),
    body: {
      content: { "application/json": { schema: retryTargetInput.meta({ id: "SyncTargetRetry" }) } },
      required: true,
    },
  },
  responses: {
    202: { description: "It will be tried again", content: run },
    ...problemResponses(401, 404, 409, 415, 422, 429),
  },
});

const eventsRoute = createRoute({
  ...common,
  method: "get",
  path: "/{id}/events",
  operationId: "streamSync",
  summary: "The run as it changes, as server-sent events",
  description:
    "Event `sync` carries the run as JSON. Ends after 60 seconds or with the run; connect again to go on.",
  request: { params: idParam },
  responses: {
    200: { description: "The stream", content: { "text/event-stream": { schema: z.string() } } },
    ...problemResponses(401, 404),
  },
});

/** `/api/v1/syncs`. */
export function createSyncRoutes() {
  return createRouter()
    .openapi(startRoute, async (c) => {
      const { dry_run: isDryRun, ...wish } = c.req.valid("json");
      if (isDryRun === true) return c.json(await planSync(c.get("app"), c.get("session").userId, wish), 200);
      const started = await startSync(c.get("app"), c.get("session").userId, wish);
      return c.json(started, 202, { Location: `/api/v1/syncs/${started.id}` });
    })
    .openapi(listRoute, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const page = { limit: limit + 1, after: readCursor(cursor) };
      const cut = toPage(await listSyncs(c.get("app"), c.get("session").userId, page), limit, c.req.url);
      return c.json(cut.page, 200, cut.link === null ? {} : { Link: cut.link });
    })
    .openapi(readRoute, async (c) =>
      c.json(await getSync(c.get("app"), c.get("session").userId, c.req.valid("param").id), 200),
    )
    .openapi(cancelRoute, async (c) =>
      c.json(await cancelSync(c.get("app"), c.get("session").userId, c.req.valid("param").id), 200),
    )
    .openapi(retryRoute, async (c) => {
      const { id: syncId, tid: targetId } = c.req.valid("param");
      const { userId } = c.get("session");
      const ids = { syncId, targetId };
      return c.json(await retryTarget(c.get("app"), userId, ids, c.req.valid("json")), 202);
    })
    .openapi(eventsRoute, async (c) => {
      const session = c.get("session");
      const { id } = c.req.valid("param");
      return streamSync(c.get("app"), session, await getSync(c.get("app"), session.userId, id));
    });
}

import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { jsonOnly } from "../../middleware/json-only.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { beginConnection } from "../../services/connections/begin-connection.ts";
import { changeConnection, changeConnectionInput } from "../../services/connections/change-connection.ts";
import { connectionResource } from "../../services/connections/connection-resource.ts";
import { disconnect } from "../../services/connections/disconnect.ts";
import { leaveRestored } from "../../services/connections/leave-restored.ts";
import { syncResource } from "../../services/syncs/sync-resource.ts";
import { getConnection, listConnections } from "../../services/connections/list-connections.ts";
import { createRouter, problemResponses, signedIn } from "./create-api.ts";
import { pageOf } from "./paging.ts";

const common = { tags: ["Connections"], security: signedIn, middleware: requireSession };
const idParam = z.object({ id: z.string() });

const listRoute = createRoute({
  ...common,
  method: "get",
  path: "/",
  operationId: "listConnections",
  summary: "All connected accounts",
  responses: {
    200: {
      description: "All of them; there is one page only",
      content: { "application/json": { schema: pageOf(connectionResource, "ConnectionPage") } },
    },
    ...problemResponses(401),
  },
});

const readRoute = createRoute({
  ...common,
  method: "get",
  path: "/{id}",
  operationId: "readConnection",
  summary: "One connected account",
  request: { params: idParam },
  responses: {
    200: { description: "The connection", content: { "application/json": { schema: connectionResource } } },
    ...problemResponses(401, 404),
  },
});

const changeRoute = createRoute({
  ...common,
  method: "patch",
  path: "/{id}",
  operationId: "changeConnection",
  summary: "Pause a connection, or choose what goes there",
  middleware: [requireSession, jsonOnly] as const,
  request: {
    params: idParam,
    body: {
      content: { "application/json": { schema: changeConnectionInput.meta({ id: "ConnectionChange" }) } },
      required: true,
    },
  },
  responses: {
    200: { description: "The connection", content: { "application/json": { schema: connectionResource } } },
    ...problemResponses(401, 404, 409, 415, 422),
  },
});

const beginBody = z
  .strictObject({ host: z.string().max(253).optional(), handle: z.string().max(253).optional() })
  .meta({ id: "ConnectionStart" });

const beginRoute = createRoute({
  ...common,
  method: "post",
  path: "/{platform}",
  operationId: "beginConnection",
  summary: "Start connecting an account",
  description:
    "Mastodon asks for `host`, Bluesky for `handle`, X for nothing. Send the person to `authorize_url`.",
  middleware: [requireSession, jsonOnly] as const,
  request: {
    params: z.object({ platform: z.string() }),
    body: { content: { "application/json": { schema: beginBody } }, required: true },
  },
  responses: {
    201: {
      description: "Where the person has to go",
      content: {
        "application/json": { schema: z.object({ authorize_url: z.url() }).meta({ id: "AuthorizeUrl" }) },
      },
    },
    ...problemResponses(401, 404, 415, 422, 429, 503),
  },
});

const deleteRoute = createRoute({
  ...common,
  method: "delete",
  path: "/{id}",
  operationId: "deleteConnection",
  summary: "Disconnect an account",
  description:
    "Nothing more is written, the grant is revoked at the platform. Pictures there stay as they are, unless `restore` is `true`: then what was shown before the first run is put back first. Ask again with it once that run has ended: 204 when it is proved, 202 with another run when it failed.",
  request: {
    params: idParam,
    query: z.strictObject({ restore: z.enum(["true", "false"]).default("false") }),
  },
  responses: {
    202: {
      description: "What was shown first is being put back; the connection stays until that is proved",
      content: { "application/json": { schema: syncResource } },
    },
    204: { description: "Disconnected" },
    ...problemResponses(401, 404, 409, 422, 429, 503),
  },
});

/** `/api/v1/connections`. */
export function createConnectionRoutes() {
  return createRouter()
    .openapi(listRoute, async (c) => {
      const data = await listConnections(c.get("app"), c.get("session").userId);
      return c.json({ data, next_cursor: null, has_more: false }, 200);
    })
    .openapi(readRoute, async (c) =>
      c.json(await getConnection(c.get("app"), c.get("session").userId, c.req.valid("param").id), 200),
    )
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const { userId } = c.get("session");
      return c.json(await changeConnection(c.get("app"), userId, id, c.req.valid("json")), 200);
    })
    .openapi(beginRoute, async (c) => {
      const { host, handle } = c.req.valid("json");
      const typed = { ...(host === undefined ? {} : { host }), ...(handle === undefined ? {} : { handle }) };
      const started = await beginConnection(
        c.get("app"),
        c.get("session"),
        c.req.valid("param").platform,
        typed,
      );
      return c.json({ authorize_url: started.authorizeUrl }, 201);
    })
    .openapi(deleteRoute, async (c) => {
      const { id } = c.req.valid("param");
      if (c.req.valid("query").restore === "true") {
        const run = await leaveRestored(c.get("app"), c.get("session"), id, clientInfo(c));
        if (run !== null) return c.json(run, 202, { Location: `/api/v1/syncs/${run.id}` });
      } else await disconnect(c.get("app"), c.get("session"), id, clientInfo(c));
      return c.body(null, 204);
    });
}

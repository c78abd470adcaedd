import { createRoute } from "@hono/zod-openapi";

import { requireSession } from "../../middleware/require-session.ts";
import { meResource } from "../../services/accounts/me-resource.ts";
import { readMe } from "../../services/accounts/read-me.ts";
import { auditResource } from "../../services/audit/audit-resource.ts";
import { listAudit } from "../../services/audit/list-audit.ts";
import { createRouter, problemResponses, signedIn } from "./create-api.ts";
import { pageOf, pageQuery, readCursor, toPage } from "./paging.ts";

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

const auditRoute = createRoute({
  method: "get",
  path: "/audit",
  operationId: "listAudit",
  summary: "What happened to the account in the last 90 days, newest first",
  tags: ["Accounts"],
  security: signedIn,
  middleware: requireSession,
  request: { query: pageQuery },
  responses: {
    200: {
      description: "A page",
      content: { "application/json": { schema: pageOf(auditResource, "AuditPage") } },
    },
    ...problemResponses(401, 422),
  },
});

/** `/api/v1/me`. */
export function createMeRoutes() {
  return createRouter()
    .openapi(readRoute, async (c) => c.json(await readMe(c.get("app"), c.get("session").userId), 200))
    .openapi(auditRoute, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const page = { limit: limit + 1, after: readCursor(cursor) };
      const cut = toPage(await listAudit(c.get("app"), c.get("session").userId, page), limit, c.req.url);
      return c.json(cut.page, 200, cut.link === null ? {} : { Link: cut.link });
    });
}

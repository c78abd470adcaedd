import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { requireRecentProof, requireSession } from "../../middleware/require-session.ts";
import { reauthenticateBody } from "../../services/accounts/account-schemas.ts";
import { endSession, endSessions } from "../../services/sessions/end-sessions.ts";
import { listSessions } from "../../services/sessions/list-sessions.ts";
import { reauthenticate } from "../../services/sessions/reauthenticate.ts";
import { sessionResource } from "../../services/sessions/session-resource.ts";
import { dropCookie, keepCookie } from "../sign-in-cookies.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const TAGS = ["Accounts"];

/** What every way of showing again who it is answers. */
export const reauthenticatedAnswer = z
  .object({ status: z.literal("reauthenticated") })
  .meta({ id: "Reauthenticated" });

const listRoute = createRoute({
  method: "get",
  path: "/sessions",
  operationId: "listSessions",
  summary: "Where the person is signed in",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  responses: {
    200: {
      description: "Last used first",
      content: {
        "application/json": { schema: z.object({ data: z.array(sessionResource) }).meta({ id: "Sessions" }) },
      },
    },
    ...problemResponses(401),
  },
});

const endOneRoute = createRoute({
  method: "delete",
  path: "/sessions/{id}",
  operationId: "endSession",
  summary: "End one session, at once; asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 204: { description: "Ended" }, ...problemResponses(401, 403, 404) },
});

const endAllRoute = createRoute({
  method: "delete",
  path: "/sessions",
  operationId: "endSessions",
  summary: "End every session, at once, this one too unless `except_current` says otherwise",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { query: z.object({ except_current: z.enum(["true", "false"]).optional() }) },
  responses: {
    200: {
      description: "How many ended",
      content: {
        "application/json": { schema: z.object({ ended: z.int() }).meta({ id: "SessionsEnded" }) },
      },
    },
    ...problemResponses(401, 403, 422),
  },
});

const reauthenticateRoute = createRoute({
  method: "post",
  path: "/reauthenticate",
  operationId: "reauthenticate",
  summary: "Show again who it is; good for 15 minutes. The session goes on under a new cookie",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  request: { body: jsonBody(reauthenticateBody) },
  responses: {
    200: {
      description: "Good for 15 minutes",
      content: { "application/json": { schema: reauthenticatedAnswer } },
    },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429),
  },
});

/** `/api/v1/auth/sessions` and `/api/v1/auth/reauthenticate`. */
export function createSessionRoutes() {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ data: await listSessions(c.get("app"), c.get("session")) }, 200),
    )
    .openapi(endOneRoute, async (c) => {
      const session = c.get("session");
      const { id } = c.req.valid("param");
      await endSession(c.get("app"), session, id, clientInfo(c));
      if (id === session.sessionId) dropCookie(c, "session");
      return c.body(null, 204);
    })
    .openapi(endAllRoute, async (c) => {
      const exceptCurrent = c.req.valid("query").except_current === "true";
      const ended = await endSessions(c.get("app"), c.get("session"), {
        exceptCurrent,
        client: clientInfo(c),
      });
      if (!exceptCurrent) dropCookie(c, "session");
      return c.json({ ended }, 200);
    })
    .openapi(reauthenticateRoute, async (c) => {
      const secret = await reauthenticate(c.get("app"), c.get("session"), c.req.valid("json"), clientInfo(c));
      keepCookie(c, "session", secret);
      return c.json({ status: "reauthenticated" as const }, 200);
    });
}

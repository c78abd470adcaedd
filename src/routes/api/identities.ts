import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { requireRecentProof, requireSession } from "../../middleware/require-session.ts";
import { identityResource } from "../../services/identities/identity-resource.ts";
import { listIdentities } from "../../services/identities/list-identities.ts";
import { unlinkIdentity } from "../../services/identities/unlink-identity.ts";
import { createRouter, problemResponses, signedIn } from "./create-api.ts";

const TAGS = ["Accounts"];

const listRoute = createRoute({
  method: "get",
  path: "/identities",
  operationId: "listIdentities",
  summary: "Accounts at login providers that open this one",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  responses: {
    200: {
      description: "Oldest first",
      content: {
        "application/json": {
          schema: z.object({ data: z.array(identityResource) }).meta({ id: "Identities" }),
        },
      },
    },
    ...problemResponses(401),
  },
});

const unlinkRoute = createRoute({
  method: "delete",
  path: "/identities/{id}",
  operationId: "unlinkIdentity",
  summary: "Remove a linked account; asks for a recent proof of who it is, and refuses the last way in",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { params: z.object({ id: z.string().max(64) }) },
  responses: { 204: { description: "Removed" }, ...problemResponses(401, 403, 404, 409) },
});

/** `/api/v1/auth/identities`. Linking needs a browser: the provider asks the person. */
export function createIdentityRoutes() {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ data: await listIdentities(c.get("app"), c.get("session").userId) }, 200),
    )
    .openapi(unlinkRoute, async (c) => {
      await unlinkIdentity(c.get("app"), c.get("session"), c.req.valid("param").id, clientInfo(c));
      return c.body(null, 204);
    });
}

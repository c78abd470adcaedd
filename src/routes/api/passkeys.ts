import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { requireRecentProof, requireSession } from "../../middleware/require-session.ts";
import { removePasskey, renamePasskey } from "../../services/passkeys/change-passkey.ts";
import { listPasskeys } from "../../services/passkeys/list-passkeys.ts";
import { passkeyResource } from "../../services/passkeys/passkey-resource.ts";
import { registerPasskeyBody, renamePasskeyBody } from "../../services/passkeys/passkey-schemas.ts";
import { beginPasskey, finishPasskey } from "../../services/passkeys/register-passkey.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const TAGS = ["Accounts"];
const params = z.object({ id: z.string().max(64) });

/** What a browser takes as it is: its own standard describes it, so ours does not. */
const creationOptionsAnswer = z
  .object({ challenge: z.string() })
  .describe("PublicKeyCredentialCreationOptionsJSON of WebAuthn Level 3")
  .meta({ id: "PasskeyCreationOptions" });

const listRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listPasskeys",
  summary: "The person's passkeys",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  responses: {
    200: {
      description: "Oldest first",
      content: {
        "application/json": { schema: z.object({ data: z.array(passkeyResource) }).meta({ id: "Passkeys" }) },
      },
    },
    ...problemResponses(401),
  },
});

const optionsRoute = createRoute({
  method: "post",
  path: "/registration/options",
  operationId: "beginPasskey",
  summary: "What the browser needs to make a passkey; asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  responses: {
    200: {
      description: "Good for 5 minutes, once",
      content: { "application/json": { schema: creationOptionsAnswer } },
    },
    ...problemResponses(401, 403, 409, 429),
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/registration",
  operationId: "addPasskey",
  summary: "Add the passkey that the browser made; asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { body: jsonBody(registerPasskeyBody) },
  responses: {
    201: { description: "Added", content: { "application/json": { schema: passkeyResource } } },
    ...problemResponses(400, 401, 403, 409, 413, 415, 422, 429),
  },
});

const renameRoute = createRoute({
  method: "patch",
  path: "/{id}",
  operationId: "renamePasskey",
  summary: "Give a passkey another name",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  request: { params, body: jsonBody(renamePasskeyBody) },
  responses: {
    200: { description: "Renamed", content: { "application/json": { schema: passkeyResource } } },
    ...problemResponses(400, 401, 403, 404, 413, 415, 422),
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/{id}",
  operationId: "removePasskey",
  summary: "Remove a passkey, unless it is the only way in; asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { params },
  responses: { 204: { description: "Removed" }, ...problemResponses(401, 403, 404, 409) },
});

/** `/api/v1/auth/passkeys`: what the person has. Using one is in `passkey-use.ts`. */
export function createPasskeyRoutes() {
  return createRouter()
    .openapi(listRoute, async (c) =>
      c.json({ data: await listPasskeys(c.get("app"), c.get("session").userId) }, 200),
    )
    .openapi(optionsRoute, async (c) =>
      c.json({ ...(await beginPasskey(c.get("app"), c.get("session"), clientInfo(c))) }, 200),
    )
    .openapi(addRoute, async (c) =>
      c.json(await finishPasskey(c.get("app"), c.get("session"), c.req.valid("json"), clientInfo(c)), 201),
    )
    .openapi(renameRoute, async (c) => {
      const change = { id: c.req.valid("param").id, ...c.req.valid("json"), client: clientInfo(c) };
      return c.json(await renamePasskey(c.get("app"), c.get("session"), change), 200);
    })
    .openapi(removeRoute, async (c) => {
      const removal = { id: c.req.valid("param").id, client: clientInfo(c) };
      await removePasskey(c.get("app"), c.get("session"), removal);
      return c.body(null, 204);
    });
}

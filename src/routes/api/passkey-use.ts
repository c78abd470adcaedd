import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { requireSession } from "../../middleware/require-session.ts";
import { toMeResource } from "../../services/accounts/me-resource.ts";
import { usePasskeyBody } from "../../services/passkeys/passkey-schemas.ts";
import {
  beginPasskeyProof,
  reauthenticateWithPasskey,
} from "../../services/passkeys/reauthenticate-with-passkey.ts";
import { beginPasskeySignIn, signInWithPasskey } from "../../services/passkeys/sign-in-with-passkey.ts";
import { keepCookie, keepOutcome } from "../sign-in-cookies.ts";
import { signedInAnswer } from "./auth.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";
import { reauthenticatedAnswer } from "./sessions.ts";

const TAGS = ["Accounts"];

const requestOptionsAnswer = z
  .object({ challenge: z.string() })
  .describe("PublicKeyCredentialRequestOptionsJSON of WebAuthn Level 3")
  .meta({ id: "PasskeyRequestOptions" });

const optionsOf = (description: string) => ({
  description,
  content: { "application/json": { schema: requestOptionsAnswer } },
});

const signInOptionsRoute = createRoute({
  method: "post",
  path: "/sign-in/options",
  operationId: "beginPasskeySignIn",
  summary: "What the browser needs to offer its passkeys; the same for everybody",
  tags: TAGS,
  responses: { 200: optionsOf("Good for 5 minutes, once, in this browser"), ...problemResponses(403, 429) },
});

const signInRoute = createRoute({
  method: "post",
  path: "/sign-in",
  operationId: "passkeySignIn",
  summary: "Sign in with a passkey; it counts as two factors",
  tags: TAGS,
  request: { body: jsonBody(usePasskeyBody) },
  responses: {
    200: { description: "Signed in", content: { "application/json": { schema: signedInAnswer } } },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429),
  },
});

const proofOptionsRoute = createRoute({
  method: "post",
  path: "/reauthenticate/options",
  operationId: "beginPasskeyProof",
  summary: "What the browser needs to ask for one of the person's passkeys",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  responses: {
    200: optionsOf("Good for 5 minutes, once, in this session"),
    ...problemResponses(401, 403, 409, 429),
  },
});

const proofRoute = createRoute({
  method: "post",
  path: "/reauthenticate",
  operationId: "passkeyReauthenticate",
  summary: "Show again who it is; good for 15 minutes. The session goes on under a new cookie",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  request: { body: jsonBody(usePasskeyBody) },
  responses: {
    200: {
      description: "Good for 15 minutes",
      content: { "application/json": { schema: reauthenticatedAnswer } },
    },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429),
  },
});

/** `/api/v1/auth/passkeys`: signing in with one, and showing again who it is. */
export function createPasskeyUseRoutes() {
  return createRouter()
    .openapi(signInOptionsRoute, async (c) => {
      const { options, browserSecret } = await beginPasskeySignIn(c.get("app"), clientInfo(c));
      keepCookie(c, "login", browserSecret);
      return c.json({ ...options }, 200);
    })
    .openapi(signInRoute, async (c) => {
      const { response } = c.req.valid("json");
      const outcome = await signInWithPasskey(c.get("app"), response, clientInfo(c));
      keepOutcome(c, outcome);
      if (outcome.next === "totp") return c.json({ next: "totp" as const }, 200);
      return c.json({ next: null, user: toMeResource(outcome.user) }, 200);
    })
    .openapi(proofOptionsRoute, async (c) =>
      c.json({ ...(await beginPasskeyProof(c.get("app"), c.get("session"), clientInfo(c))) }, 200),
    )
    .openapi(proofRoute, async (c) => {
      const { response } = c.req.valid("json");
      const secret = await reauthenticateWithPasskey(c.get("app"), c.get("session"), response, clientInfo(c));
      keepCookie(c, "session", secret);
      return c.json({ status: "reauthenticated" as const }, 200);
    });
}

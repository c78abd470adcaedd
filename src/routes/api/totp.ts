import { createRoute } from "@hono/zod-openapi";

import { clientInfo } from "../../http/client-info.ts";
import { requireRecentProof, requireSession } from "../../middleware/require-session.ts";
import { toMeResource } from "../../services/accounts/me-resource.ts";
import { finishSignIn } from "../../services/sessions/finish-sign-in.ts";
import { beginTotp } from "../../services/totp/begin-totp.ts";
import { confirmTotp } from "../../services/totp/confirm-totp.ts";
import { disableTotp } from "../../services/totp/disable-totp.ts";
import { readTotp } from "../../services/totp/read-totp.ts";
import { renewRecoveryCodes } from "../../services/totp/renew-recovery-codes.ts";
import {
  confirmTotpBody,
  recoveryCodes,
  secondFactorBody,
  totpEnrolment,
  totpState,
} from "../../services/totp/totp-schemas.ts";
import { dropCookie, keepCookie, keepSession } from "../sign-in-cookies.ts";
import { signedInAnswer } from "./auth.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const TAGS = ["Accounts"];

const secondStepRoute = createRoute({
  method: "post",
  path: "/login/totp",
  operationId: "loginTotp",
  summary: "Finish a sign-in with a code of the app or a recovery code, in the browser that began it",
  tags: TAGS,
  request: { body: jsonBody(secondFactorBody) },
  responses: {
    200: { description: "Signed in", content: { "application/json": { schema: signedInAnswer } } },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429),
  },
});

const readRoute = createRoute({
  method: "get",
  path: "/totp",
  operationId: "readTotp",
  summary: "Whether signing in asks for a code of an app",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  responses: {
    200: { description: "The state", content: { "application/json": { schema: totpState } } },
    ...problemResponses(401),
  },
});

const beginRoute = createRoute({
  method: "post",
  path: "/totp",
  operationId: "beginTotp",
  summary: "Begin the set-up of an app, or begin it anew; asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  responses: {
    200: {
      description: "Good for 30 minutes; nothing asks for a code before the first one",
      content: { "application/json": { schema: totpEnrolment } },
    },
    ...problemResponses(401, 403, 409),
  },
});

const confirmRoute = createRoute({
  method: "post",
  path: "/totp/confirm",
  operationId: "confirmTotp",
  summary:
    "Switch codes on with the app's first one; the session goes on under a new cookie, with two factors",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { body: jsonBody(confirmTotpBody) },
  responses: {
    200: { description: "Codes are on", content: { "application/json": { schema: recoveryCodes } } },
    ...problemResponses(400, 401, 403, 409, 413, 415, 422, 429),
  },
});

const disableRoute = createRoute({
  method: "delete",
  path: "/totp",
  operationId: "disableTotp",
  summary: "Switch codes off, or end a set-up; asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  responses: { 204: { description: "Codes are off" }, ...problemResponses(401, 403, 409) },
});

const renewRoute = createRoute({
  method: "post",
  path: "/totp/recovery-codes",
  operationId: "renewRecoveryCodes",
  summary: "Make ten new recovery codes; the old ones are dead. Asks for a recent proof of who it is",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  responses: {
    200: { description: "The new ones", content: { "application/json": { schema: recoveryCodes } } },
    ...problemResponses(401, 403, 409),
  },
});

/** `/api/v1/auth/totp`, and the second step of signing in. */
export function createTotpRoutes() {
  return createRouter()
    .openapi(secondStepRoute, async (c) => {
      const signedInNow = await finishSignIn(c.get("app"), c.req.valid("json"), clientInfo(c));
      keepSession(c, signedInNow);
      dropCookie(c, "secondFactor");
      return c.json({ next: null, user: toMeResource(signedInNow.user) }, 200);
    })
    .openapi(readRoute, async (c) => c.json(await readTotp(c.get("app"), c.get("session").userId), 200))
    .openapi(beginRoute, async (c) => c.json(await beginTotp(c.get("app"), c.get("session")), 200))
    .openapi(confirmRoute, async (c) => {
      const confirmed = await confirmTotp(c.get("app"), c.get("session"), c.req.valid("json"), clientInfo(c));
      keepCookie(c, "session", confirmed.sessionSecret);
      return c.json({ recovery_codes: [...confirmed.codes] }, 200);
    })
    .openapi(disableRoute, async (c) => {
      await disableTotp(c.get("app"), c.get("session"), clientInfo(c));
      return c.body(null, 204);
    })
    .openapi(renewRoute, async (c) => {
      const codes = await renewRecoveryCodes(c.get("app"), c.get("session"), clientInfo(c));
      return c.json({ recovery_codes: [...codes] }, 200);
    });
}

import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { requireRecentProof, requireSession } from "../../middleware/require-session.ts";
import {
  addressBody,
  changePasswordBody,
  resetPasswordBody,
} from "../../services/accounts/account-schemas.ts";
import { changePassword } from "../../services/passwords/change-password.ts";
import { requestReset } from "../../services/passwords/request-reset.ts";
import { resetPassword } from "../../services/passwords/reset-password.ts";
import { keepCookie } from "../sign-in-cookies.ts";
import { mailSentResponse } from "./auth.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const TAGS = ["Accounts"];

const changedResponse = {
  description: "The password is the new one",
  content: {
    "application/json": {
      schema: z.object({ status: z.literal("password_changed") }).meta({ id: "PasswordChanged" }),
    },
  },
};

const requestRoute = createRoute({
  method: "post",
  path: "/password-reset",
  operationId: "requestPasswordReset",
  summary: "Ask for a link to choose a new password: the same answer whether or not the address is known",
  tags: TAGS,
  request: { body: jsonBody(addressBody) },
  responses: { 202: mailSentResponse, ...problemResponses(400, 403, 413, 415, 422, 429) },
});

const confirmRoute = createRoute({
  method: "post",
  path: "/password-reset/confirm",
  operationId: "resetPassword",
  summary: "Choose a new password with the token from the mail; ends every session and signs nobody in",
  tags: TAGS,
  request: { body: jsonBody(resetPasswordBody) },
  responses: { 200: changedResponse, ...problemResponses(400, 403, 413, 415, 422, 429) },
});

const changeRoute = createRoute({
  method: "post",
  path: "/password",
  operationId: "changePassword",
  summary:
    "Change the password, or set the first one; asks for a recent proof of who it is and ends every other session. This one goes on under a new cookie",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { body: jsonBody(changePasswordBody) },
  responses: { 200: changedResponse, ...problemResponses(400, 401, 403, 413, 415, 422, 429) },
});

/** `/api/v1/auth/password` and `/api/v1/auth/password-reset`. */
export function createPasswordRoutes() {
  return createRouter()
    .openapi(requestRoute, async (c) => {
      await requestReset(c.get("app"), c.req.valid("json"), clientInfo(c));
      return c.json({ status: "mail_sent" as const }, 202);
    })
    .openapi(confirmRoute, async (c) => {
      const { deviceSecret } = await resetPassword(c.get("app"), c.req.valid("json"), clientInfo(c));
      keepCookie(c, "device", deviceSecret);
      return c.json({ status: "password_changed" as const }, 200);
    })
    .openapi(changeRoute, async (c) => {
      const secret = await changePassword(c.get("app"), c.get("session"), c.req.valid("json"), clientInfo(c));
      keepCookie(c, "session", secret);
      return c.json({ status: "password_changed" as const }, 200);
    });
}

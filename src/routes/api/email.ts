import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { requireRecentProof, requireSession } from "../../middleware/require-session.ts";
import { addressBody, confirmAddressBody } from "../../services/accounts/account-schemas.ts";
import { confirmAddressChange } from "../../services/accounts/confirm-address-change.ts";
import { requestAddressChange } from "../../services/accounts/request-address-change.ts";
import { resendVerification } from "../../services/accounts/resend-verification.ts";
import { mailSentResponse } from "./auth.ts";
import { createRouter, jsonBody, problemResponses, signedIn } from "./create-api.ts";

const TAGS = ["Accounts"];

const resendRoute = createRoute({
  method: "post",
  path: "/verify-email/resend",
  operationId: "resendVerification",
  summary: "Send the confirmation mail once more: the same answer whether or not the address is known",
  tags: TAGS,
  request: { body: jsonBody(addressBody) },
  responses: { 202: mailSentResponse, ...problemResponses(400, 403, 413, 415, 422, 429) },
});

const changeRoute = createRoute({
  method: "post",
  path: "/email",
  operationId: "requestAddressChange",
  summary:
    "Ask for another address: the same answer whether or not it is taken; asks for a recent proof of who it is. A link goes to the new address",
  tags: TAGS,
  security: signedIn,
  middleware: [requireSession, requireRecentProof] as const,
  request: { body: jsonBody(addressBody) },
  responses: { 202: mailSentResponse, ...problemResponses(400, 401, 403, 413, 415, 422, 429) },
});

const confirmRoute = createRoute({
  method: "post",
  path: "/email/confirm",
  operationId: "confirmAddressChange",
  summary:
    "Take the new address with the token from the mail, signed in as that account; ends every other session",
  tags: TAGS,
  security: signedIn,
  middleware: requireSession,
  request: { body: jsonBody(confirmAddressBody) },
  responses: {
    200: {
      description: "The account has the new address",
      content: {
        "application/json": {
          schema: z.object({ status: z.literal("address_changed") }).meta({ id: "AddressChanged" }),
        },
      },
    },
    ...problemResponses(400, 401, 403, 409, 413, 415, 422, 429),
  },
});

/** `/api/v1/auth/email` and the second confirmation mail. */
export function createEmailRoutes() {
  return createRouter()
    .openapi(resendRoute, async (c) => {
      await resendVerification(c.get("app"), c.req.valid("json"), clientInfo(c));
      return c.json({ status: "mail_sent" as const }, 202);
    })
    .openapi(changeRoute, async (c) => {
      await requestAddressChange(c.get("app"), c.get("session"), c.req.valid("json"), clientInfo(c));
      return c.json({ status: "mail_sent" as const }, 202);
    })
    .openapi(confirmRoute, async (c) => {
      await confirmAddressChange(c.get("app"), c.get("session"), c.req.valid("json"), clientInfo(c));
      return c.json({ status: "address_changed" as const }, 200);
    });
}

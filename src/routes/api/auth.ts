import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import { clientInfo } from "../../http/client-info.ts";
import { registerBody, signInBody, verifyEmailBody } from "../../services/accounts/account-schemas.ts";
import { meResource, toMeResource } from "../../services/accounts/me-resource.ts";
import { register } from "../../services/accounts/register.ts";
import { verifyEmail } from "../../services/accounts/verify-email.ts";
import { signIn } from "../../services/sessions/sign-in.ts";
import { signOut } from "../../services/sessions/sign-out.ts";
import { dropCookie, keepCookie, keepOutcome } from "../sign-in-cookies.ts";
import { createRouter, jsonBody, problemResponses } from "./create-api.ts";

const TAGS = ["Accounts"];

/** What every way of signing in answers: the person, or that a code is still owed. */
export const signedInAnswer = z
  .discriminatedUnion("next", [
    z.object({ next: z.null(), user: meResource }),
    z.object({ next: z.literal("totp") }),
  ])
  .meta({ id: "SignedIn" });

/** What everything answers that must not tell whether an address is known. */
export const mailSentResponse = {
  description: "A mail is on its way",
  content: {
    "application/json": {
      schema: z.object({ status: z.literal("mail_sent") }).meta({ id: "MailSent" }),
    },
  },
};

const registerRoute = createRoute({
  method: "post",
  path: "/register",
  operationId: "register",
  summary: "Sign up: the same answer whether or not the address is known; a mail follows",
  tags: TAGS,
  request: { body: jsonBody(registerBody) },
  responses: {
    202: mailSentResponse,
    ...problemResponses(400, 403, 413, 415, 422, 429),
  },
});

const loginRoute = createRoute({
  method: "post",
  path: "/login",
  operationId: "login",
  summary: "Sign in with address and password; sets the session cookie, or asks for a code",
  tags: TAGS,
  request: { body: jsonBody(signInBody) },
  responses: {
    200: {
      description: "Signed in, or `next` says what is still owed",
      content: { "application/json": { schema: signedInAnswer } },
    },
    ...problemResponses(400, 401, 403, 413, 415, 422, 429),
  },
});

const logoutRoute = createRoute({
  method: "post",
  path: "/logout",
  operationId: "logout",
  summary: "End the session of this browser",
  tags: TAGS,
  responses: { 204: { description: "Signed out, or was not signed in" }, ...problemResponses(400, 403) },
});

const verifyRoute = createRoute({
  method: "post",
  path: "/verify-email",
  operationId: "verifyEmail",
  summary: "Confirm an address with the token from the mail; signs nobody in",
  tags: TAGS,
  request: { body: jsonBody(verifyEmailBody) },
  responses: {
    200: {
      description: "Confirmed; sign in next",
      content: {
        "application/json": {
          schema: z.object({ status: z.literal("verified") }).meta({ id: "EmailVerified" }),
        },
      },
    },
    ...problemResponses(400, 403, 413, 415, 422, 429),
  },
});

/** `/api/v1/auth` by password: sign up, confirm, sign in, sign out. */
export function createAuthRoutes() {
  return createRouter()
    .openapi(registerRoute, async (c) => {
      const registered = await register(c.get("app"), c.req.valid("json"), clientInfo(c));
      keepCookie(c, "registration", registered.browserSecret);
      return c.json({ status: "mail_sent" as const }, 202);
    })
    .openapi(loginRoute, async (c) => {
      const outcome = await signIn(c.get("app"), c.req.valid("json"), clientInfo(c));
      keepOutcome(c, outcome);
      if (outcome.next === "totp") return c.json({ next: "totp" as const }, 200);
      return c.json({ next: null, user: toMeResource(outcome.user) }, 200);
    })
    .openapi(logoutRoute, async (c) => {
      const current = c.get("session");
      if (current !== null) await signOut(c.get("app"), current, clientInfo(c));
      dropCookie(c, "session");
      return c.body(null, 204);
    })
    .openapi(verifyRoute, async (c) => {
      await verifyEmail(c.get("app"), c.req.valid("json"), clientInfo(c));
      dropCookie(c, "registration");
      return c.json({ status: "verified" as const }, 200);
    });
}

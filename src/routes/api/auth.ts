import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";

import {
  clearRegistrationCookie,
  clearSessionCookie,
  readSecretCookie,
  REGISTRATION_COOKIE,
  registrationCookie,
  SESSION_COOKIE,
  sessionCookie,
} from "../../auth/session-cookie.ts";
import { clientInfo } from "../../http/client-info.ts";
import { jsonOnly } from "../../middleware/json-only.ts";
import { registerBody, signInBody, verifyEmailBody } from "../../services/accounts/account-schemas.ts";
import { meResource, toMeResource } from "../../services/accounts/me-resource.ts";
import { register } from "../../services/accounts/register.ts";
import { signIn } from "../../services/accounts/sign-in.ts";
import { signOut } from "../../services/accounts/sign-out.ts";
import { verifyEmail } from "../../services/accounts/verify-email.ts";
import { createRouter, problemResponses } from "./create-api.ts";

const TAGS = ["Accounts"];

function json<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } }, required: true };
}

const registerRoute = createRoute({
  method: "post",
  path: "/register",
  operationId: "register",
  summary: "Sign up: the same answer whether or not the address is known; a mail follows",
  tags: TAGS,
  request: { body: json(registerBody) },
  responses: {
    202: {
      description: "A mail is on its way",
      content: {
        "application/json": {
          schema: z.object({ status: z.literal("mail_sent") }).meta({ id: "Registered" }),
        },
      },
    },
    ...problemResponses(400, 403, 413, 415, 422, 429),
  },
});

const loginRoute = createRoute({
  method: "post",
  path: "/login",
  operationId: "login",
  summary: "Sign in with address and password; sets the session cookie",
  tags: TAGS,
  request: { body: json(signInBody) },
  responses: {
    200: {
      description: "Signed in",
      content: {
        "application/json": {
          schema: z.object({ next: z.null(), user: meResource }).meta({ id: "SignedIn" }),
        },
      },
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
  request: { body: json(verifyEmailBody) },
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
  const router = createRouter();
  router.use(jsonOnly);
  return router
    .openapi(registerRoute, async (c) => {
      const browserSecret = readSecretCookie(c.req.header("cookie"), REGISTRATION_COOKIE);
      const registered = await register(c.get("app"), c.req.valid("json"), {
        client: clientInfo(c.req.raw),
        browserSecret,
      });
      c.header("Set-Cookie", registrationCookie(registered.browserSecret), { append: true });
      return c.json({ status: "mail_sent" as const }, 202);
    })
    .openapi(loginRoute, async (c) => {
      const signedIn = await signIn(c.get("app"), c.req.valid("json"), {
        client: clientInfo(c.req.raw),
        previousSecret: readSecretCookie(c.req.header("cookie"), SESSION_COOKIE),
      });
      c.header("Set-Cookie", sessionCookie(signedIn.sessionSecret), { append: true });
      return c.json({ next: null, user: toMeResource(signedIn.user) }, 200);
    })
    .openapi(logoutRoute, async (c) => {
      const current = c.get("session");
      if (current !== null) await signOut(c.get("app"), current.sessionId);
      c.header("Set-Cookie", clearSessionCookie(), { append: true });
      return c.body(null, 204);
    })
    .openapi(verifyRoute, async (c) => {
      await verifyEmail(c.get("app"), c.req.valid("json"), {
        client: clientInfo(c.req.raw),
        browserSecret: readSecretCookie(c.req.header("cookie"), REGISTRATION_COOKIE),
      });
      c.header("Set-Cookie", clearRegistrationCookie(), { append: true });
      return c.json({ status: "verified" as const }, 200);
    });
}

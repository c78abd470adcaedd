import { OpenAPIHono } from "@hono/zod-openapi";
import type * as z from "zod";

import { InvalidInputError } from "../../errors.ts";
import { fieldErrors } from "../../http/field-errors.ts";
import { problemSchema, problemTitle } from "../../http/problem.ts";
import { conditionalGet } from "../../middleware/conditional-get.ts";
import type { HonoEnv } from "../app-env.ts";

/**
 * A router for part of the API. What does not fit a route's schemas is answered with 422 and one entry a field; bodies
 * are `z.strictObject`, so unknown fields are among them. A schema with `.meta({ id })` becomes a named component.
 */
export function createRouter(): OpenAPIHono<HonoEnv> {
  return new OpenAPIHono<HonoEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const input: unknown = "data" in result ? result.data : undefined;
      throw new InvalidInputError("invalid_input", sentence(result.target), fieldErrors(result.error, input));
    },
  });
}

/**
 * `/api/v1` with its OpenAPI 3.1 document at `/api/v1/openapi.json`. Mount finished routers into it by path, such as
 * `api.route("/images", images)`, then the whole into the app with `app.route("/", api)`: paths are complete already.
 */
export function createApi() {
  const api = createRouter().basePath("/api/v1");
  api.use(conditionalGet);
  api.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-session",
  });
  api.doc31("/openapi.json", (c) => ({
    openapi: "3.1.0",
    info: {
      title: "Linkarooie",
      version: "1",
      description: "One profile picture and one banner, everywhere, and proof that they are really there.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: c.get("app").config.appOrigin }],
  }));
  return api;
}

/** What a route says about the errors it may answer with, for `createRoute({ responses })`. */
export function problemResponses<const Statuses extends readonly number[]>(...statuses: Statuses) {
  const answer = (status: number) => ({
    description: problemTitle(status),
    content: { "application/problem+json": { schema: problemSchema } },
  });
  return Object.fromEntries(statuses.map((status) => [status, answer(status)])) as {
    [Status in Statuses[number]]: ReturnType<typeof answer>;
  };
}

/** A JSON body a route needs. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } }, required: true };
}

/** For routes that need a session: `security: signedIn`. */
export const signedIn = [{ session: [] }];

function sentence(target: string): string {
  const place: Readonly<Record<string, string>> = {
    query: "query parameters",
    param: "path",
    header: "headers",
  };
  return target in place
    ? `Something in the ${place[target]} is not accepted.`
    : "Some fields are not accepted.";
}

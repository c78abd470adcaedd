import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { TooLargeError, UnsupportedMediaError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Largest JSON body any route needs, with room to spare. */
export const MAX_JSON_BYTES = 64 * 1024;

const limit = bodyLimit({
  maxSize: MAX_JSON_BYTES,
  onError: () => {
    throw new TooLargeError(`The body is larger than ${MAX_JSON_BYTES} bytes.`);
  },
});

/** For routers whose bodies are JSON: another type is refused with 415, a body above the limit with 413. */
export const jsonOnly: MiddlewareHandler<HonoEnv> = (c, next) => {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (c.req.raw.body !== null && type !== "application/json") {
    throw new UnsupportedMediaError(
      `Send the body as application/json${type ? `; it came as ${type.slice(0, 100)}` : ""}.`,
    );
  }
  return limit(c, next);
};

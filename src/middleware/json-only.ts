import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { TooLargeError, UnsupportedMediaError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** Largest JSON body any route needs, with room to spare. */
const MAX_JSON_BYTES = 64 * 1024;

const limit = bodyLimit({
  maxSize: MAX_JSON_BYTES,
  onError: () => {
    throw new TooLargeError(`The body is larger than ${MAX_JSON_BYTES} bytes.`);
  },
});

const WITH_BODY = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/**
 * For routers whose bodies are JSON: another type is refused with 415, a body above the limit with 413. A request that
 * brings no bytes needs no type; whether it does is read off the bytes, since a runtime may give every POST a stream.
 */
export const jsonOnly: MiddlewareHandler<HonoEnv> = async (c, next) => {
  if (!WITH_BODY.has(c.req.method) || c.req.raw.body === null) return next();
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return limit(c, next);
  return limit(c, async () => {
    if (type !== undefined || (await c.req.arrayBuffer()).byteLength > 0) {
      throw new UnsupportedMediaError(
        `Send the body as application/json${type ? `; it came as ${type.slice(0, 100)}` : ""}.`,
      );
    }
    await next();
  });
};

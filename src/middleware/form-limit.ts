import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { TooLargeError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";

/** The longest form has an address, a password and two names; a description has at most 1,500 characters. */
const MAX_FORM_BYTES = 64 * 1024;
/** Uploads count their own bytes, against a limit of their own. */
const UPLOADS = /^(?:\/pictures|\/pictures\/[^/]+\/replace|\/api\/v1\/images)$/;

const limit = bodyLimit({
  maxSize: MAX_FORM_BYTES,
  onError: () => {
    throw new TooLargeError(`The body is larger than ${MAX_FORM_BYTES} bytes.`);
  },
});

/** Refuses every body above 64 KiB but uploads, before anything reads it. */
export const formLimit: MiddlewareHandler<HonoEnv> = (c, next) =>
  UPLOADS.test(c.req.path) ? next() : limit(c, next);

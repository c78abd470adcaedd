import type { Hono, NotFoundHandler } from "hono";

import { AppError, NotFoundError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";
import { renderError } from "./render-error.tsx";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** For `app.notFound`: 404, or 405 with `Allow` when the path is there under another method. */
export function notFound(app: Hono<HonoEnv>): NotFoundHandler<HonoEnv> {
  return (c) => {
    const allowed = METHODS.filter((method) => hasRoute(app, method, c.req.path));
    if (allowed.length === 0) return renderError(new NotFoundError(), c);
    const allow = allowed.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
    const error = new AppError(
      405,
      "method_not_allowed",
      `${c.req.method} does nothing here; this path takes ${allow}.`,
    );
    return renderError(error, c, { Allow: allow });
  };
}

/** Middleware is registered for all methods, and a path ending in `*` is a catch-all: neither makes a path exist. */
function hasRoute(app: Hono<HonoEnv>, method: string, path: string): boolean {
  const [matches] = app.router.match(method, path);
  return matches.some(([[, route]]) => route.method === method && !route.path.endsWith("*"));
}

import type { MiddlewareHandler } from "hono";

import { hasCookie } from "../auth/cookies.ts";
import { AppError, ForbiddenError } from "../errors.ts";
import type { HonoEnv } from "../routes/app-env.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Lets no other site act through a person's browser. Every request that may change something, whatever its content
 * type, must say `Sec-Fetch-Site: same-origin`; a browser too old for that header must send our exact `Origin`. A
 * request with neither is not from a browser that takes part in this, so it must not carry a session. `same-site` is
 * refused: a sibling host may serve other people's files. A request with `Authorization` and a session is refused
 * whatever its method: which of the two counts would be a guess.
 */
export const sameOrigin: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const signedIn = hasCookie(c.req.header("cookie"), "session");
  if (c.req.header("authorization") !== undefined) {
    if (signedIn) throw twoCredentials();
    return next();
  }
  if (
    !SAFE_METHODS.has(c.req.method) &&
    !isOurs(c.req.raw.headers, c.get("app").config.appOrigin, signedIn)
  ) {
    c.get("app").log.warn("foreign_request_refused", { method: c.req.method, path: c.req.path });
    throw new ForbiddenError(
      "foreign_origin",
      "This request came from another site, so it was not carried out. Open Linkarooie itself and try again.",
    );
  }
  return next();
};

function isOurs(headers: Headers, appOrigin: string, signedIn: boolean): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin !== null) return origin === appOrigin;
  return !signedIn;
}

function twoCredentials(): AppError {
  return new AppError(
    400,
    "two_credentials",
    "The request carries both a session cookie and an Authorization header. Send one of them.",
  );
}

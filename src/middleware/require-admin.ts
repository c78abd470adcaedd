import type { MiddlewareHandler } from "hono";

import { ForbiddenError, NotFoundError } from "../errors.ts";
import type { SessionUser } from "../services/sessions/read-session.ts";
import type { SignedInEnv } from "./require-session.ts";

/** 403: an administrator, but of this session one factor alone is known (OWASP ASVS 5.0, 6.3.3). */
class SecondFactorRequiredError extends ForbiddenError {
  constructor() {
    super(
      "second_factor_required",
      "Administrators show two factors. Add a passkey or codes of an authenticator app under Settings, Ways to sign in; then sign out and sign in again with it.",
    );
  }
}

/**
 * Lets only administrators on who gave two factors in this session. For everybody else, signed in or not, what is behind
 * it does not exist: the answer is that of an address nobody has. Use it for every method of a path.
 */
export const requireAdmin: MiddlewareHandler<SignedInEnv> = async (c, next) => {
  const current: SessionUser | null = c.get("session");
  if (current === null || current.role !== "admin") throw new NotFoundError();
  if (!current.twoFactor) throw new SecondFactorRequiredError();
  await next();
};

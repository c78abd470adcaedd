/** Faults in GitHub's words. At the token endpoint most of them are answers with status 200. */
import type { SimClock } from "../clock.ts";
import type { Refusal } from "../simulator.ts";
import { rateHeaders } from "./github-api.ts";
import { apiError, unicorn } from "./github-errors.ts";
import { githubTokenError } from "./github-token.ts";

export function refuseAtGitHub(
  { kind, retryAfter, status }: Refusal,
  request: Request,
  clock: SimClock,
): Response {
  const isApi = new URL(request.url).pathname.startsWith("/api/");
  switch (kind) {
    case "429": {
      const resetAt = clock.now() + retryAfter * 1_000;
      return apiError(429, "You have exceeded a secondary rate limit. Please wait before you try again.", {
        ...rateHeaders({ limit: 5_000, remaining: 0, resetAt }, clock),
        "retry-after": String(Math.ceil(retryAfter)),
      });
    }
    case "5xx":
      return isApi ? Response.json({ message: "Server Error" }, { status }) : unicorn(status);
    case "402":
      return apiError(402, "Payment required");
    case "expired":
    case "revoked":
      return isApi ? apiError(401, "Bad credentials") : githubTokenError(request, "bad_verification_code");
  }
}

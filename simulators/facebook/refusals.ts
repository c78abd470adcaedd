/** Faults in Facebook's words. */
import type { Refusal } from "../simulator.ts";
import { graphError, tokenError } from "./graph-errors.ts";

export function refuseAtFacebook({ kind, status }: Refusal, request: Request): Response {
  const path = new URL(request.url).pathname;
  switch (kind) {
    case "429":
      // Facebook tells shares of the limit in percent and no time to come back.
      return graphError(4, "(#4) Application request limit reached", {
        transient: true,
        headers: { "x-app-usage": '{"call_count":100,"total_time":25,"total_cputime":25}' },
      });
    case "5xx":
      return graphError(2, "An unexpected error has occurred. Please retry your request later.", {
        transient: true,
        status,
      });
    case "402":
      return graphError(341, "(#341) Feed action request limit reached", { status: 402 });
    case "expired":
      return path.endsWith("/oauth/access_token")
        ? graphError(100, "This authorization code has expired.", { subcode: 36_007 })
        : tokenError("expired");
    case "revoked":
      return tokenError("revoked");
  }
}

/** Faults in Google's words: OAuth errors at the token endpoint, API errors elsewhere. */
import type { Refusal } from "../simulator.ts";
import { invalidCredentials } from "./google-userinfo.ts";

export function refuseAtGoogle({ kind, retryAfter, status }: Refusal, request: Request): Response {
  const isOAuth = new URL(request.url).pathname.startsWith("/oauth2/");
  switch (kind) {
    case "429":
      return apiError(
        429,
        "RESOURCE_EXHAUSTED",
        "Resource has been exhausted (e.g. check quota).",
        retryAfter,
      );
    case "402":
      return apiError(402, "FAILED_PRECONDITION", "Billing is disabled for this project.");
    case "5xx":
      if (isOAuth) return Response.json({ error: "internal_failure" }, { status });
      return apiError(
        status,
        status === 503 ? "UNAVAILABLE" : "INTERNAL",
        "The service is currently unavailable.",
      );
    case "expired":
    case "revoked":
      return isOAuth
        ? Response.json(
            { error: "invalid_grant", error_description: "Token has been expired or revoked." },
            { status: 400 },
          )
        : invalidCredentials();
  }
}

function apiError(code: number, status: string, message: string, retryAfter?: number): Response {
  const headers: HeadersInit =
    retryAfter === undefined ? {} : { "retry-after": String(Math.ceil(retryAfter)) };
  return Response.json({ error: { code, message, status } }, { status: code, headers });
}

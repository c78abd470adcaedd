import { LoginProviderError } from "./login-provider.ts";

/** What a provider says when the person turned back (RFC 6749 4.1.2.1; OpenID Connect Core 3.1.2.6). */
const DECLINED: readonly string[] = [
  "access_denied",
  "login_required",
  "interaction_required",
  "consent_required",
];
const LATER: readonly string[] = ["server_error", "temporarily_unavailable"];
/** Anything longer is no error code of a provider, and would only fill the log. */
const MAX_CODE_CHARS = 64;

/**
 * The code a provider sent the person back with. Throws `declined`, `provider_unavailable` or `provider_answer` for an
 * error, whose text is anybody's to write: it is never shown.
 */
export function readCallback(callback: URLSearchParams): string {
  const error = callback.get("error") ?? (callback.has("error_code") ? "error_code" : null);
  if (error !== null) {
    if (DECLINED.includes(error)) throw new LoginProviderError("declined");
    const reason = LATER.includes(error) ? "provider_unavailable" : "provider_answer";
    throw new LoginProviderError(reason, { message: `the callback says ${error.slice(0, MAX_CODE_CHARS)}` });
  }
  const code = callback.get("code");
  if (code === null || code === "") {
    throw new LoginProviderError("provider_answer", { message: "the callback has no code" });
  }
  return code;
}

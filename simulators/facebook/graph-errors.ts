/** Refusals of the Graph API. Nearly all come with status 400: clients decide by `code` and `error_subcode`. */
import { randomLetters } from "../login/login-state.ts";
import type { TokenFate } from "../login/tokens.ts";

interface Details {
  readonly type?: "OAuthException" | "GraphMethodException";
  readonly subcode?: number;
  readonly transient?: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function graphError(code: number, message: string, details: Details = {}): Response {
  const { type = "OAuthException", subcode, transient, status = 400, headers = {} } = details;
  const error = {
    message,
    type,
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    ...(transient === undefined ? {} : { is_transient: transient }),
    fbtrace_id: `A${randomLetters(22)}`,
  };
  return Response.json({ error }, { status, headers: { "cache-control": "no-store", ...headers } });
}

/** Code 190 and what happened to the token; null where it was never one. */
export const TOKEN_ERRORS: Readonly<Record<TokenFate, { message: string; subcode: number | null }>> = {
  unknown: { message: "Invalid OAuth access token - Cannot parse access token", subcode: null },
  expired: { message: "Error validating access token: Session has expired.", subcode: 463 },
  revoked: {
    message: "Error validating access token: The user has not authorized application.",
    subcode: 458,
  },
};

export function tokenError(fate: TokenFate): Response {
  const { message, subcode } = TOKEN_ERRORS[fate];
  const headers = { "www-authenticate": `OAuth "Facebook Platform" "invalid_token" "${message}"` };
  return graphError(190, message, { headers, ...(subcode === null ? {} : { subcode }) });
}

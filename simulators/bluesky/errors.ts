import type { Context } from "hono";

type Status = 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500 | 501;

/** A refusal in the words of XRPC: `{error, message}`. */
export class XrpcError extends Error {
  override readonly name = "XrpcError";
  readonly status: Status;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Status, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A refusal in the words of OAuth: `{error, error_description}`. */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  readonly status: 400 | 401;
  readonly code: string;

  constructor(code: string, description: string, status: 400 | 401 = 400) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

/** RFC 9449 7.1: what is wrong with token or proof. A description with quotes is left out. */
export function challenge(code: string, description: string): string {
  const more = description.includes('"') ? "" : `, error_description="${description}"`;
  return `DPoP algs="ES256", error="${code}"${more}`;
}

/** Turns either into an answer; anything else is a bug here and stays one. */
export function errorAnswer(error: Error, c: Context): Response {
  if (error instanceof XrpcError) {
    return c.json({ error: error.code, message: error.message }, error.status, { ...error.headers });
  }
  if (error instanceof OAuthError) {
    const headers = error.status === 401 ? { "www-authenticate": challenge(error.code, error.message) } : {};
    return c.json({ error: error.code, error_description: error.message }, error.status, headers);
  }
  throw error;
}

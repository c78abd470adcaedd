import type { Context } from "hono";

/** What a token may look like at all; longer text is no token of ours and is not looked up. */
const MAX_TOKEN_CHARS = 128;

/** The token in the address of a page behind a mailed link, null when there is nothing that could be one. */
export function mailedToken(c: Context): string | null {
  const token = c.req.query("token") ?? "";
  return token === "" || token.length > MAX_TOKEN_CHARS ? null : token;
}

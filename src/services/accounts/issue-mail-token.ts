import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import type { AppContext } from "../../context.ts";
import type { NewMailToken, TokenPurpose } from "../../db/mail-tokens.ts";
import { HOUR_MS } from "../../limits.ts";

/** Life of a link sent by mail (OWASP ASVS 5.0, 6.4.1 asks for a short one). */
const TOKEN_LIFE_MS = HOUR_MS;

/** The page behind each link. */
const PATHS: Readonly<Record<TokenPurpose, string>> = {
  verify_email: "/verify-email",
  reset_password: "/reset-password",
  change_email: "/change-email",
};

/**
 * A fresh single-use token of 256 bits and the link that carries it; nothing is written yet. The token is kept as its
 * SHA-256 only, and the link's origin comes from the configuration, never from a request.
 */
export async function issueMailToken(
  app: AppContext,
  input: {
    readonly userId: string;
    readonly purpose: TokenPurpose;
    /** The lower-cased address the token proves. */
    readonly email: string;
    /** The same as typed, for a change of address. */
    readonly address?: string;
    readonly browserHash?: string | null;
  },
): Promise<{ token: NewMailToken; link: string }> {
  const { browserHash = null, ...rest } = input;
  const secret = randomSecret();
  const now = app.now();
  const token: NewMailToken = {
    ...rest,
    browserHash,
    tokenHash: await sha256Hex(secret),
    createdAt: now,
    expiresAt: now + TOKEN_LIFE_MS,
  };
  return { token, link: `${app.config.appOrigin}${PATHS[input.purpose]}?token=${secret}` };
}

/** The claims of an id token. */
import { createHash } from "node:crypto";

import type { JWTPayload } from "jose";

import { SIM_GOOGLE_CLIENT_ID } from "./credentials.ts";
import { GOOGLE_ISSUER, type GoogleAccount, type GoogleAsked } from "./google-state.ts";

const LIFETIME_S = 3_600;

/** Where the picture of an account is. */
export function photoUrl({ id }: GoogleAccount): string {
  return `https://lh3.googleusercontent.com/a/${id}=s96-c`;
}

/** What both the id token and the userinfo endpoint tell, by scope. */
export function personClaims(account: GoogleAccount, scopes: readonly string[]): JWTPayload {
  const [givenName = "", ...family] = account.displayName.split(" ");
  return {
    sub: account.id,
    ...(account.hd === null ? {} : { hd: account.hd }),
    ...(scopes.includes("email") ? { email: account.email, email_verified: account.emailVerified } : {}),
    ...(scopes.includes("profile")
      ? {
          name: account.displayName,
          picture: photoUrl(account),
          given_name: givenName,
          ...(family.length === 0 ? {} : { family_name: family.join(" ") }),
        }
      : {}),
  };
}

/** `now` and `authenticatedAt` are milliseconds by the clock clients go by. */
export function idTokenClaims(
  account: GoogleAccount,
  scopes: readonly string[],
  { nonce, authenticatedAt }: GoogleAsked,
  accessToken: string,
  now: number,
): JWTPayload {
  const issuedAt = Math.floor(now / 1_000);
  return {
    iss: GOOGLE_ISSUER,
    azp: SIM_GOOGLE_CLIENT_ID,
    aud: SIM_GOOGLE_CLIENT_ID,
    ...personClaims(account, scopes),
    at_hash: leftHalf(accessToken),
    ...(nonce === null ? {} : { nonce }),
    ...(authenticatedAt === null ? {} : { auth_time: Math.floor(authenticatedAt / 1_000) }),
    iat: issuedAt,
    exp: issuedAt + LIFETIME_S,
  };
}

/** OpenID Connect Core 3.1.3.6: base64url of the left half of the hash. */
function leftHalf(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
}

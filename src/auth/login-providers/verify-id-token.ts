import { errors, type JWTPayload, jwtVerify } from "jose";

import { MINUTE_MS, SECOND_MS } from "../../limits.ts";
import type { PlatformPorts } from "../../platforms/platform.ts";
import type { KeySets } from "./key-sets.ts";
import { LoginProviderError, type LoginProviderReason } from "./login-provider.ts";

/** Clocks differ. */
const TOLERANCE_MS = MINUTE_MS;
/** A token is made when its code is exchanged, which is now. */
const MAX_AGE_MS = 10 * MINUTE_MS;

interface Expected {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly jwksUrl: string;
  readonly keySets: KeySets;
}

/**
 * The claims of an id_token after every check of OpenID Connect Core 3.1.3.7: RS256 and nothing else, by a key of the
 * provider; from it, for us, of this sign-in, and fresh. Throws `LoginProviderError` with what is wrong.
 */
export async function verifyIdToken(
  ports: PlatformPorts,
  idToken: string,
  expected: Expected,
): Promise<JWTPayload> {
  const claims = await jwtVerify(idToken, expected.keySets.keysOf(ports, expected.jwksUrl), {
    // Named here, never taken from the token: else a public key could serve as an HMAC secret.
    algorithms: ["RS256"],
    // Google still issues under the name without scheme, and documents both.
    issuer: [expected.issuer, expected.issuer.replace(/^https:\/\//, "")],
    audience: expected.clientId,
    requiredClaims: ["sub", "exp", "iat"],
    currentDate: new Date(ports.now()),
    clockTolerance: TOLERANCE_MS / SECOND_MS,
    maxTokenAge: MAX_AGE_MS / SECOND_MS,
  }).then(
    ({ payload }) => payload,
    (error: unknown) => {
      throw explain(error);
    },
  );
  const { aud, azp, nonce, sub = "" } = claims;
  const isOurs = azp === undefined ? !Array.isArray(aud) || aud.length === 1 : azp === expected.clientId;
  if (!isOurs) throw new LoginProviderError("audience", { message: "the id_token was made for another app" });
  if (nonce !== expected.nonce) {
    throw new LoginProviderError("nonce", { message: "the id_token belongs to another sign-in" });
  }
  if (sub === "") throw new LoginProviderError("provider_answer", { message: "the id_token names nobody" });
  return claims;
}

const CLAIM_REASONS: Readonly<Record<string, LoginProviderReason>> = {
  iss: "issuer",
  aud: "audience",
  exp: "expired",
  nbf: "expired",
  iat: "expired",
};

function explain(error: unknown): LoginProviderError {
  if (error instanceof LoginProviderError) return error;
  return new LoginProviderError(reasonOf(error), {
    message: error instanceof errors.JOSEError ? `the id_token is refused: ${error.code}` : "no id_token",
  });
}

function reasonOf(error: unknown): LoginProviderReason {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed)
    return CLAIM_REASONS[error.claim] ?? "provider_answer";
  const isForged =
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey;
  return isForged ? "signature" : "provider_answer";
}

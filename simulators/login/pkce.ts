/** Proof key for code exchange (RFC 7636), S256 only. */
import { createHash } from "node:crypto";

import { sameSecret } from "./same-secret.ts";

/** Whether a challenge can be one: base64url of 32 bytes without padding. */
export function isS256Challenge(challenge: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(challenge);
}

/** Whether the verifier has the characters and length of RFC 7636 4.1 and hashes to the challenge. */
export function answersChallenge(verifier: string, challenge: string): boolean {
  return (
    /^[A-Za-z0-9._~-]{43,128}$/.test(verifier) &&
    sameSecret(createHash("sha256").update(verifier).digest("base64url"), challenge)
  );
}

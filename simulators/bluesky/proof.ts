/** Checks DPoP proofs (RFC 9449 4.3) and hands out the nonces they must carry. */
import { createHash, createHmac, randomBytes } from "node:crypto";

import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from "jose";

import type { SimClock } from "../clock.ts";
import { OAuthError } from "./errors.ts";

export interface ProofChecker {
  /** The nonce to send along with every answer. */
  nextNonce(): string;
  /** Thumbprint of the key that signed; null without a proof. Throws `invalid_dpop_proof` or `use_dpop_nonce`. */
  check(
    proof: string | undefined,
    method: string,
    url: URL,
    accessToken: string | null,
  ): Promise<string | null>;
}

/** A nonce is good for three minutes: the one before, the present and the next of one-minute steps. */
const NONCE_STEP_MS = 60_000;
const PROOF_AGE_SECONDS = 10;
const TOLERANCE_SECONDS = 180;

export function createProofChecker(clock: SimClock): ProofChecker {
  const secret = randomBytes(32);
  const seen = new Map<string, number>();
  const step = () => Math.floor(clock.now() / NONCE_STEP_MS);
  const nonceAt = (index: number) => createHmac("sha256", secret).update(String(index)).digest("base64url");

  function requireUnseen(jti: string) {
    const now = clock.wall();
    if (seen.size > 10_000) {
      for (const [id, until] of seen) if (until <= now) seen.delete(id);
    }
    if ((seen.get(jti) ?? 0) > now) throw refuse("DPoP proof replayed");
    seen.set(jti, now + (PROOF_AGE_SECONDS + TOLERANCE_SECONDS) * 2_000);
  }

  return {
    nextNonce: () => nonceAt(step() + 1),
    async check(proof, method, url, accessToken) {
      if (proof === undefined) return null;
      const { payload, jwk } = await verify(proof, clock.wall());
      const { jti, htm, htu, nonce, ath } = payload;
      if (typeof jti !== "string" || jti === "") throw refuse('DPoP "jti" missing');
      if (htm !== method) throw refuse('DPoP "htm" mismatch');
      const claimed = typeof htu === "string" ? URL.parse(htu) : null;
      if (claimed === null || claimed.origin + claimed.pathname !== url.origin + url.pathname) {
        throw refuse('DPoP "htu" mismatch');
      }
      if (nonce === undefined) throw askForNonce("Authorization server requires nonce in DPoP proof");
      if (![step() - 1, step(), step() + 1].some((index) => nonceAt(index) === nonce)) {
        throw askForNonce('DPoP "nonce" mismatch');
      }
      if (accessToken === null && ath !== undefined) throw refuse('DPoP "ath" claim not allowed');
      if (accessToken !== null && ath !== createHash("sha256").update(accessToken).digest("base64url")) {
        throw refuse('DPoP "ath" mismatch');
      }
      requireUnseen(jti);
      return calculateJwkThumbprint(jwk, "sha256");
    },
  };
}

async function verify(proof: string, wall: number) {
  try {
    const { payload, protectedHeader } = await jwtVerify<JWTPayload>(proof, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: ["ES256"],
      maxTokenAge: PROOF_AGE_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: new Date(wall),
    });
    const { jwk } = protectedHeader;
    if (jwk === undefined || "d" in jwk) throw new Error("the header must carry a public key");
    return { payload, jwk };
  } catch (error) {
    throw refuse(`Failed to verify DPoP proof: ${error instanceof Error ? error.message : ""}`);
  }
}

function refuse(description: string): OAuthError {
  return new OAuthError("invalid_dpop_proof", description, 401);
}

function askForNonce(description: string): OAuthError {
  return new OAuthError("use_dpop_nonce", description);
}

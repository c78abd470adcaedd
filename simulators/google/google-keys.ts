/** The keys Google signs id tokens with: three, of which the key set shows two at a time. */
import { randomBytes } from "node:crypto";

import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK, type JWTPayload } from "jose";

import type { Document } from "../store.ts";

/** Private keys by age: the one before, the present one, the next. Null until it is needed. */
export type GoogleKeyRing = (JWK | null)[];

export interface GoogleKeys {
  /** Signs with the present key, or the next one. The header has `alg`, `kid` and `typ`. */
  sign(claims: JWTPayload, next: boolean): Promise<string>;
  /** The public half of the signing key and of the one before it. The signing key is never the first of the list. */
  publicKeys(next: boolean): Promise<{ keys: JWK[] }>;
}

export function emptyKeyRing(): GoogleKeyRing {
  return [null, null, null];
}

/**
 * Keys are made when they are first needed, since one takes a tenth of a second. They outlive a reset of the simulators:
 * clients keep a key set for hours, and no rotation of Google's happens without a switch.
 */
export function createGoogleKeys(document: Document<GoogleKeyRing>): GoogleKeys {
  const making = new Map<number, Promise<JWK>>();
  const keyAt = (index: number) => {
    const made = making.get(index) ?? readOrMake(index);
    making.set(index, made);
    return made;
  };

  async function readOrMake(index: number): Promise<JWK> {
    const kept = document.value[index];
    if (kept != null) return kept;
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const key = {
      ...(await exportJWK(privateKey)),
      kid: randomBytes(20).toString("hex"),
      alg: "RS256",
      use: "sig",
    };
    document.value[index] = key;
    document.save();
    return key;
  }

  return {
    async sign(claims, next) {
      const key = await keyAt(next ? 2 : 1);
      const header = { alg: "RS256", kid: key.kid ?? "", typ: "JWT" };
      return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(key, "RS256"));
    },
    async publicKeys(next) {
      const keys = await Promise.all((next ? [1, 2] : [0, 1]).map(keyAt));
      return {
        keys: keys.map(({ kty = "", n = "", e = "", kid = "" }) => ({
          kty,
          n,
          e,
          kid,
          alg: "RS256",
          use: "sig",
        })),
      };
    },
  };
}

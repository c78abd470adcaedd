/** Password hashes: scrypt, kept as PHC strings so that every hash says what it cost. */
import nodeCrypto from "node:crypto";
import type { ScryptOptions } from "node:crypto";

import { AppError } from "../errors.ts";

/** log2 of N. N=2^15, r=8, p=3 is the cheapest scrypt row of OWASP ASVS 5.0 appendix C, and 32 MiB of memory. */
const LN = 15;
const R = 8;
const P = 3;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** The runtime refuses scrypt work above this product of N, r and p. */
export const MAX_SCRYPT_COST = 2 ** 20;
/** One run needs 128·N·r bytes; the default of 32 MiB is just too small for ours. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;

interface PhcHash {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * Hashes a password to `$scrypt$ln=15,r=8,p=3$salt$hash`. Takes about a quarter of a second of CPU and blocks the isolate:
 * pass the gate first.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const hash = await runScrypt(password, { ln: LN, r: R, p: P, salt, bytes: HASH_BYTES });
  return `$scrypt$ln=${LN},r=${R},p=${P}$${toBase64(salt)}$${toBase64(hash)}`;
}

/** True when the password made this hash. Throws `unreadable_hash` for another form or a cost above the cap. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const stored = parsePhc(phc);
  const hash = await runScrypt(password, { ...stored, bytes: stored.hash.length });
  return nodeCrypto.timingSafeEqual(hash, stored.hash);
}

/** Does the work of one verification without anything to compare with: unknown and known addresses cost the same. */
export async function verifyNothing(password: string): Promise<false> {
  await runScrypt(password, { ln: LN, r: R, p: P, salt: new Uint8Array(SALT_BYTES), bytes: HASH_BYTES });
  return false;
}

/** True when a hash was made with weaker numbers than today's. */
export function needsRehash(phc: string): boolean {
  const { ln, r, p, hash } = parsePhc(phc);
  return ln < LN || r < R || p < P || hash.length < HASH_BYTES;
}

function parsePhc(phc: string): PhcHash {
  const parts =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{22,64})\$([A-Za-z0-9+/]{43,86})$/.exec(
      phc,
    );
  const [, ln, r, p, salt, hash] = parts ?? [];
  if (!ln || !r || !p || !salt || !hash) throw unreadable("is not an scrypt PHC string");
  const cost = 2 ** Number(ln) * Number(r) * Number(p);
  if (cost > MAX_SCRYPT_COST) throw unreadable(`costs ${cost}, above ${MAX_SCRYPT_COST}`);
  return { ln: Number(ln), r: Number(r), p: Number(p), salt: fromBase64(salt), hash: fromBase64(hash) };
}

/**
 * NFC first (RFC 8265, OpaqueString): the same password typed on two keyboards is the same bytes. Nothing is trimmed
 * or case-folded.
 */
function runScrypt(
  password: string,
  cost: { ln: number; r: number; p: number; salt: Uint8Array; bytes: number },
): Promise<Uint8Array> {
  const options: ScryptOptions = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: MAX_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    nodeCrypto.scrypt(password.normalize("NFC"), cost.salt, cost.bytes, options, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}

function unreadable(why: string): AppError {
  return new AppError(500, "unreadable_hash", `A stored password hash ${why}.`);
}

/** PHC strings use base64 without padding. */
function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/**
 * One-time codes of authenticator apps: TOTP (RFC 6238) with SHA-1, 6 digits and 30 seconds, the one set that every app
 * knows.
 */
import { Secret, TOTP } from "otpauth";

const ISSUER = "Linkarooie";
/** RFC 4226, 4 recommends 160 bits. */
const SECRET_BYTES = 20;
const DIGITS = 6;
const PERIOD_SECONDS = 30;
/** Steps before and after: clocks differ, and a code may be typed as it changes (RFC 6238, 5.2 and 6). */
const WINDOW_STEPS = 1;

/** A new secret in base32, as authenticator apps take it when it is typed. */
export function newCodeSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What the QR code of a set-up holds: `otpauth://totp/Linkarooie:<account>?…`. */
export function otpauthUri(secret: string, account: string): string {
  return totpOf(secret, account).toString();
}

/**
 * The 30-second step that a code belongs to, out of now, the one before and the one after; null for a wrong code. Whoever
 * accepts a step refuses it and the ones before it from then on. `now` in milliseconds.
 */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret, "").validate({ token: code, timestamp: now, window: WINDOW_STEPS });
  return delta === null ? null : stepAt(now) + delta;
}

/** Six digits without the spaces that apps put between them; null for anything else. */
export function readOneTimeCode(typed: string): string | null {
  const code = typed.replace(/[\s-]/g, "");
  return /^\d{6}$/.test(code) ? code : null;
}

function stepAt(now: number): number {
  return Math.floor(now / 1_000 / PERIOD_SECONDS);
}

function totpOf(secret: string, account: string): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label: account,
    secret: Secret.fromBase32(secret),
    algorithm: "SHA1",
    digits: DIGITS,
    period: PERIOD_SECONDS,
  });
}

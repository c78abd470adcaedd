/** What opens an account when the authenticator app is lost: ten codes, each good once. */

export const RECOVERY_CODE_COUNT = 10;
/** Crockford's base32: no I, L, O or U, so that what is copied by hand is read the same. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** 26 x 5 = 130 bits: enough that a plain SHA-256 protects it (OWASP ASVS 5.0, 6.5.2 asks for 112). */
const LENGTH = 26;
const GROUP = /.{5}(?=.{5})/g;

/** A fresh set, as people see it: `7K3QX-…` in five groups. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () => grouped(randomCode()));
}

/** The code behind what was typed, without groups and in the letters it was made of; null when it cannot be one. */
export function readRecoveryCode(typed: string): string | null {
  const code = typed.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  return CODE.test(code) ? code : null;
}

function randomCode(): string {
  // 256 is a multiple of 32: each letter is as likely as the next.
  return Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), (byte) => ALPHABET[byte % 32]).join("");
}

function grouped(code: string): string {
  return code.replace(GROUP, "$&-");
}

import { isCommonPassword } from "../../auth/common-passwords.ts";
import type { InvalidInputError } from "../../errors.ts";
import { MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS } from "../../limits.ts";
import { emailKey } from "./email-key.ts";
import { passwordNotAccepted } from "./password-not-accepted.ts";

const PRODUCT = "linkarooie";
/** A local part or handle shorter than this is in too many good passwords to count against them. */
const MIN_NAME_CHARS = 4;
/** Characters that must be left when the address, the handle and the product's name are taken out. */
const MIN_OWN_CHARS = 6;

/** What else an attacker knows about whose password it is. */
export interface PasswordContext {
  /** Of the public page, with or without its @. */
  readonly handle?: string | null;
}

/**
 * Throws `password_not_accepted` with the reason. Length, context words and the most common passwords (OWASP ASVS 5.0,
 * 6.2): no rules about kinds of characters. Characters are code points after NFC. Works offline; `acceptPassword` also
 * asks for breached ones.
 */
export function checkPassword(password: string, email: string, context: PasswordContext = {}): void {
  const problem = findProblem(password.normalize("NFC"), contextWords(email, context));
  if (problem !== null) throw problem;
}

function findProblem(password: string, words: readonly string[]): InvalidInputError | null {
  const length = countCharacters(password);
  if (length < MIN_PASSWORD_CHARS) {
    return passwordNotAccepted(
      "too_short",
      `A password has at least ${MIN_PASSWORD_CHARS} characters; this one has ${length}.`,
    );
  }
  if (length > MAX_PASSWORD_CHARS) {
    return passwordNotAccepted(
      "too_long",
      `A password has at most ${MAX_PASSWORD_CHARS} characters; this one has ${length}.`,
    );
  }
  if (countCharacters(without(words, password.toLowerCase())) < MIN_OWN_CHARS) {
    return passwordNotAccepted(
      "too_easy",
      "Choose a password that is not made of your address, your handle or the name Linkarooie.",
    );
  }
  if (isCommonPassword(password)) {
    return passwordNotAccepted(
      "too_common",
      "Many people use this password, so it is among the first that are tried. Choose another one.",
    );
  }
  return null;
}

/** Longest first: a word inside another one must not break it up before it is found. */
function contextWords(email: string, { handle }: PasswordContext): readonly string[] {
  const address = emailKey(email);
  const localPart = address.slice(0, address.lastIndexOf("@"));
  const name = (handle ?? "").normalize("NFC").toLowerCase().replace(/^@/, "");
  const names = [localPart, name].filter((each) => countCharacters(each) >= MIN_NAME_CHARS);
  return [address, PRODUCT, ...names].toSorted((a, b) => b.length - a.length);
}

function without(words: readonly string[], password: string): string {
  return words.reduce((left, word) => left.replaceAll(word, ""), password);
}

/** Code points: what NIST SP 800-63B counts as characters. */
function countCharacters(text: string): number {
  return Array.from(text).length;
}

import { type FieldError, InvalidInputError } from "../../errors.ts";
import { emailKey } from "./email-key.ts";

const MIN_PASSWORD_CHARS = 10;
const MAX_PASSWORD_CHARS = 128;
const PRODUCT = "linkarooie";
/** A local part shorter than this is in too many good passwords to count against them. */
const MIN_LOCAL_PART_CHARS = 4;
/** Characters that must be left when the address and the product's name are taken out. */
const MIN_OWN_CHARS = 6;

/**
 * Throws `password_not_accepted` with the reason. Length and context words only (OWASP ASVS 5.0, 6.2): no rules about
 * kinds of characters. Characters are code points after NFC.
 */
export function checkPassword(password: string, email: string): void {
  const problem = findProblem(password.normalize("NFC"), emailKey(email));
  if (problem !== null) throw new InvalidInputError("password_not_accepted", problem.detail, [problem]);
}

function findProblem(password: string, address: string): FieldError | null {
  const length = countCharacters(password);
  if (length < MIN_PASSWORD_CHARS) {
    return refuse(
      "too_short",
      `A password has at least ${MIN_PASSWORD_CHARS} characters; this one has ${length}.`,
    );
  }
  if (length > MAX_PASSWORD_CHARS) {
    return refuse(
      "too_long",
      `A password has at most ${MAX_PASSWORD_CHARS} characters; this one has ${length}.`,
    );
  }
  if (countCharacters(withoutContext(password.toLowerCase(), address)) < MIN_OWN_CHARS) {
    return refuse("too_easy", "Choose a password that is not made of your address or the name Linkarooie.");
  }
  return null;
}

function withoutContext(password: string, address: string): string {
  const localPart = address.slice(0, address.lastIndexOf("@"));
  const words = [
    address,
    PRODUCT,
    ...(countCharacters(localPart) >= MIN_LOCAL_PART_CHARS ? [localPart] : []),
  ];
  return words.reduce((left, word) => left.replaceAll(word, ""), password);
}

/** Code points: what NIST SP 800-63B counts as characters. */
function countCharacters(text: string): number {
  return Array.from(text).length;
}

function refuse(code: string, detail: string): FieldError {
  return { pointer: "/password", code, detail };
}

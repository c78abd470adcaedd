import { hashPassword } from "../../auth/password-hash.ts";
import { checkPassword } from "../accounts/password-rules.ts";

/**
 * Judges a new password by the common rule and hashes it. Pass the gate first. Throws `password_not_accepted`, before
 * any hashing.
 */
export async function newPasswordHash(password: string, email: string): Promise<string> {
  checkPassword(password, email);
  return hashPassword(password);
}

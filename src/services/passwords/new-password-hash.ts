import { hashPassword } from "../../auth/password-hash.ts";
import type { AppContext } from "../../context.ts";
import { acceptPassword } from "../accounts/accept-password.ts";

/**
 * Judges a new password by the common rule and hashes it. Pass the gate first. Throws `password_not_accepted`, before
 * any hashing.
 */
export async function newPasswordHash(app: AppContext, password: string, email: string): Promise<string> {
  await acceptPassword(app, password, email);
  return hashPassword(password);
}

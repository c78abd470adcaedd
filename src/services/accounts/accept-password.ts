import type { AppContext } from "../../context.ts";
import { checkBreachedPassword } from "./check-breached-password.ts";
import { checkPassword, type PasswordContext } from "./password-rules.ts";

/**
 * Every new password goes through here: the rules of `checkPassword`, then the breach check where it is switched on. Throws
 * `password_not_accepted`. Pass the gate first: the second step waits up to a second for another service.
 */
export async function acceptPassword(
  app: AppContext,
  password: string,
  email: string,
  context: PasswordContext = {},
): Promise<void> {
  checkPassword(password, email, context);
  if (app.config.breachCheck) await checkBreachedPassword(app, password);
}

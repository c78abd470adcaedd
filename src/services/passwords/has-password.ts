import type { AppContext } from "../../context.ts";
import { findAccountById } from "../../db/users.ts";

/** True when this person can sign in with a password. */
export async function hasPassword(app: AppContext, userId: string): Promise<boolean> {
  const account = await findAccountById(app.db, userId);
  return account !== null && account.passwordHash !== null;
}

import type { AppContext } from "../../context.ts";
import { countWaysIn, type WaysIn } from "../../db/ways-in.ts";
import { ConflictError } from "../../errors.ts";

/** What opens a person's account on its own: password, linked accounts, passkeys. Whoever has one only must keep it. */
export function waysIn(app: AppContext, userId: string): Promise<WaysIn> {
  return countWaysIn(app.db, userId);
}

/** True when losing one more would lock the person out. */
export function isLastWayIn({ passwords, identities, passkeys }: WaysIn): boolean {
  return passwords + identities + passkeys <= 1;
}

/** 409: nothing else would open the account. */
export class LastWayInError extends ConflictError {
  constructor() {
    super(
      "last_way_in",
      "This is your only way to sign in. Add another one first: a password, an account you sign in with, or a passkey.",
    );
  }
}

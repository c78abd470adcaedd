import { and, eq, exists, isNull, type SQL, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import {
  identities,
  passkeys,
  passwordCredentials,
  recoveryCodes,
  totpCredentials,
  users,
} from "./schema.ts";
import { type ThrowOutOptions, throwOutStatements } from "./throw-out.ts";

/** Ways to sign in beside the password. */
const WAYS_IN = [identities, passkeys, totpCredentials, recoveryCodes] as const;

/** True while nobody has proved the address of this account. */
export function isUnproved(db: Database, userId: string): SQL {
  return exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt))),
  );
}

/**
 * For the batch in which the address of an account is proved for the first time, before the statement that writes it
 * down: whatever somebody else may have prepared on the account goes, sessions and ways to sign in alike, so that whoever
 * registered a stranger's address has nothing left (pre-hijacking). Does nothing to an account whose address is proved
 * already, nor unless `when` holds. The password goes too with `dropPassword`; leave that out when the batch sets a new
 * one, or when it was chosen in the very browser that now proves the address.
 */
export function cleanSlateStatements(
  db: Database,
  userId: string,
  { dropPassword = false, ...options }: ThrowOutOptions & { readonly dropPassword?: boolean } = {},
) {
  const when = and(isUnproved(db, userId), options.when) ?? isUnproved(db, userId);
  const waysIn = dropPassword ? [...WAYS_IN, passwordCredentials] : WAYS_IN;
  return [
    ...throwOutStatements(db, userId, { ...options, when }),
    ...waysIn.map((table) => db.delete(table).where(and(eq(table.userId, userId), when))),
  ] as const;
}

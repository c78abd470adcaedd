/** Accounts whose address is proved in the moment they are made or taken over, as by a login provider. */
import { and, eq, sql } from "drizzle-orm";

import { cleanSlateStatements } from "./clean-slate.ts";
import type { Database } from "./client.ts";
import { users } from "./schema.ts";

export interface ProvedAccount {
  readonly userId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly now: number;
}

/** A new account. The batch fails when the address was taken meanwhile. */
export function openAccountStatement(db: Database, input: ProvedAccount) {
  const { userId, now, ...rest } = input;
  return db
    .insert(users)
    .values({ id: userId, ...rest, emailVerifiedAt: now, createdAt: now, updatedAt: now });
}

/** The account that somebody prepared under an address nobody had proved: emptied, then proved. Use with `hasAddress`. */
export function claimAccountStatements(db: Database, input: ProvedAccount) {
  const { userId, emailKey, now, ...rest } = input;
  return [
    ...cleanSlateStatements(db, userId, { dropPassword: true }),
    db
      .update(users)
      .set({ ...rest, emailVerifiedAt: now, updatedAt: now })
      .where(and(eq(users.id, userId), eq(users.emailKey, emailKey))),
  ] as const;
}

/** The condition that an account has this address still, proved or not as it is said. */
export function hasAddress(input: { userId: string; emailKey: string; proved: boolean }) {
  const { id, emailKey, emailVerifiedAt } = users;
  const proved = input.proved ? sql`is not null` : sql`is null`;
  return sql`exists (select 1 from ${users} where ${id} = ${input.userId} and ${emailKey} = ${input.emailKey} and ${emailVerifiedAt} ${proved})`;
}

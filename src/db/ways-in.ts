import { and, count, eq, ne, type SQL, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { identities, passkeys, passwordCredentials } from "./schema.ts";

/** How many of each a person can sign in with. */
export interface WaysIn {
  /** 0 or 1. */
  readonly passwords: number;
  readonly identities: number;
  readonly passkeys: number;
}

/** Everything that opens a person's account on its own. */
export async function countWaysIn(db: Database, userId: string): Promise<WaysIn> {
  const [[password], [identity], [passkey]] = await db.batch([
    db.select({ n: count() }).from(passwordCredentials).where(eq(passwordCredentials.userId, userId)),
    db.select({ n: count() }).from(identities).where(eq(identities.userId, userId)),
    db.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, userId)),
  ]);
  return { passwords: password?.n ?? 0, identities: identity?.n ?? 0, passkeys: passkey?.n ?? 0 };
}

/**
 * The condition that a person can still sign in without this passkey or identity. Part of the statement that deletes, so
 * that of two removals at once one finds nothing left beside itself.
 */
export function anotherWayIn(db: Database, userId: string, without: string): SQL {
  const one = { one: sql`1` };
  const password = db.select(one).from(passwordCredentials).where(eq(passwordCredentials.userId, userId));
  const identity = db
    .select(one)
    .from(identities)
    .where(and(eq(identities.userId, userId), ne(identities.id, without)));
  const passkey = db
    .select(one)
    .from(passkeys)
    .where(and(eq(passkeys.userId, userId), ne(passkeys.id, without)));
  return sql`(exists ${password} or exists ${identity} or exists ${passkey})`;
}

import { and, eq, isNotNull, notExists, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { passkeys, sessions, totpCredentials } from "./schema.ts";

/**
 * For the batch that takes a factor away, behind it: when neither codes nor a passkey are left, no session of the person
 * counts as one with two factors any more.
 */
export function singleFactorStatement(db: Database, userId: string) {
  const codes = db
    .select({ one: sql`1` })
    .from(totpCredentials)
    .where(and(eq(totpCredentials.userId, userId), isNotNull(totpCredentials.confirmedAt)));
  const keys = db
    .select({ one: sql`1` })
    .from(passkeys)
    .where(eq(passkeys.userId, userId));
  return db
    .update(sessions)
    .set({ twoFactor: false })
    .where(and(eq(sessions.userId, userId), notExists(codes), notExists(keys)));
}

import { type SQL, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { insertWhen } from "./insert-when.ts";
import { passwordCredentials } from "./schema.ts";

/** For a batch: the person's password is this one from now on, whether or not there was one, if `when` holds. */
export function setPasswordStatement(
  db: Database,
  input: { userId: string; hash: string; now: number },
  when: SQL = sql`true`,
) {
  const { userId, hash, now } = input;
  return insertWhen(db, passwordCredentials, { userId, hash, updatedAt: now }, when).onConflictDoUpdate({
    target: passwordCredentials.userId,
    set: { hash, updatedAt: now },
  });
}

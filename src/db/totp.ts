import { and, eq, isNotNull } from "drizzle-orm";

import type { Database } from "./client.ts";
import { totpCredentials } from "./schema.ts";

/** True when this person's sign-ins need a code of an authenticator app. */
export async function hasTotp(db: Database, userId: string): Promise<boolean> {
  const row = await db
    .select({ userId: totpCredentials.userId })
    .from(totpCredentials)
    .where(and(eq(totpCredentials.userId, userId), isNotNull(totpCredentials.confirmedAt)))
    .get();
  return row !== undefined;
}

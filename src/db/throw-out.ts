import { and, eq, ne, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

import type { Database } from "./client.ts";
import {
  knownDevices,
  loginFlows,
  mailTokens,
  passkeyChallenges,
  pendingSignIns,
  sessions,
} from "./schema.ts";

export interface ThrowOutOptions {
  /** Nothing is deleted unless this holds at that point of the batch. */
  readonly when?: SQL;
  /** The session that goes on. */
  readonly keepSessionId?: string;
  /** What the browser of that session is known by. */
  readonly keepDeviceHash?: string;
  /** The mailed token the batch uses up itself, as its last statement: `when` usually asks for it. */
  readonly keepTokenHash?: string;
}

/** What is under way for a person; none of it is a way to sign in by itself. */
const UNDER_WAY = [pendingSignIns, loginFlows, passkeyChallenges] as const;

/**
 * For the batch that throws everybody out: sessions, half-finished sign-ins, flows at providers, challenges of passkeys,
 * mailed links, and what browsers are known by. Ways to sign in stay.
 */
export function throwOutStatements(db: Database, userId: string, options: ThrowOutOptions = {}) {
  const { when, keepSessionId, keepDeviceHash, keepTokenHash } = options;
  const unless = (column: SQLiteColumn, kept: string | undefined) =>
    kept === undefined ? undefined : ne(column, kept);
  return [
    db.delete(sessions).where(and(eq(sessions.userId, userId), unless(sessions.id, keepSessionId), when)),
    db
      .delete(knownDevices)
      .where(and(eq(knownDevices.userId, userId), unless(knownDevices.tokenHash, keepDeviceHash), when)),
    db
      .delete(mailTokens)
      .where(and(eq(mailTokens.userId, userId), unless(mailTokens.tokenHash, keepTokenHash), when)),
    ...UNDER_WAY.map((table) => db.delete(table).where(and(eq(table.userId, userId), when))),
  ] as const;
}

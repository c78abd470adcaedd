import { and, eq, exists, isNotNull, isNull, ne, sql } from "drizzle-orm";

import { type AuditRow, auditWhenStatement } from "./audit.ts";
import type { Database } from "./client.ts";
import { emailWhenStatements, type NewEmail } from "./emails.ts";
import {
  goodTokenStatement,
  type MailTokenRow,
  type TokenKey,
  tokenIsGood,
  useUpTokenStatement,
} from "./mail-tokens.ts";
import { users } from "./schema.ts";
import { throwOutStatements } from "./throw-out.ts";

export interface AddressChange {
  readonly token: MailTokenRow;
  /** The session that goes on, and what its browser stays known by. */
  readonly sessionId: string;
  readonly deviceHash: string;
  readonly audit: AuditRow;
  /** Tells the old address. */
  readonly mail: NewEmail;
  readonly now: number;
}

/**
 * Uses up a token for a change of address: the account has the new one, every other browser is out, every other link
 * dead. An account that was registered with the address but never proved it goes: the person has just proved it. One
 * transaction; of any number of parallel calls exactly one returns `done`, the others `spent`. `taken`, and nothing
 * changed, when another account has proved the address meanwhile.
 */
export async function changeAddress(db: Database, input: AddressChange): Promise<"done" | "taken" | "spent"> {
  const { token, sessionId, deviceHash, now } = input;
  const { userId, tokenHash, email: emailKey } = token;
  const key: TokenKey = { tokenHash, purpose: "change_email", now };
  const others = and(eq(users.emailKey, emailKey), ne(users.id, userId));
  const isTaken = exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(others, isNotNull(users.emailVerifiedAt))),
  );
  const free = sql`${tokenIsGood(db, key)} and not ${isTaken}`;
  const keep = { keepSessionId: sessionId, keepDeviceHash: deviceHash, keepTokenHash: tokenHash };
  const [[good], [account]] = await db.batch([
    goodTokenStatement(db, key),
    db.select({ free: sql<number>`${free}` }).from(sql`(select 1)`),
    db.delete(users).where(and(others, isNull(users.emailVerifiedAt), free)),
    db
      .update(users)
      .set({ email: token.address ?? emailKey, emailKey, emailVerifiedAt: now, updatedAt: now })
      .where(and(eq(users.id, userId), free)),
    ...throwOutStatements(db, userId, { when: free, ...keep }),
    auditWhenStatement(db, input.audit, free),
    ...emailWhenStatements(db, input.mail, free),
    useUpTokenStatement(db, tokenHash, free),
  ]);
  if (good === undefined) return "spent";
  return account?.free === 1 ? "done" : "taken";
}

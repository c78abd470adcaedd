import { and, eq } from "drizzle-orm";

import { type AuditRow, auditWhenStatement } from "./audit.ts";
import { cleanSlateStatements } from "./clean-slate.ts";
import type { Database } from "./client.ts";
import {
  goodTokenStatement,
  type MailTokenRow,
  type TokenKey,
  tokenIsGood,
  useUpTokenStatement,
} from "./mail-tokens.ts";
import { users } from "./schema.ts";
import { setPasswordStatement } from "./set-password.ts";

/**
 * Uses up a verification token: the address is proved, the password replaced when one is given, and everything else that
 * was prepared on the account before is gone. One transaction; of any number of parallel calls exactly one returns true.
 */
export async function proveAddress(
  db: Database,
  input: {
    token: MailTokenRow;
    passwordHash: string | null;
    /** False when somebody else may have typed the names: they go. */
    keepNames: boolean;
    audit: AuditRow;
    now: number;
  },
): Promise<boolean> {
  const { token, passwordHash, keepNames, audit, now } = input;
  const { userId, tokenHash } = token;
  const key: TokenKey = { tokenHash, purpose: "verify_email", now };
  const good = tokenIsGood(db, key);
  const [won] = await db.batch([
    goodTokenStatement(db, key),
    ...cleanSlateStatements(db, userId, { when: good, keepTokenHash: tokenHash }),
    db
      .update(users)
      .set({
        emailVerifiedAt: now,
        updatedAt: now,
        ...(keepNames ? {} : { firstName: null, lastName: null }),
      })
      .where(and(eq(users.id, userId), good)),
    ...(passwordHash === null ? [] : [setPasswordStatement(db, { userId, hash: passwordHash, now }, good)]),
    auditWhenStatement(db, audit, good),
    useUpTokenStatement(db, tokenHash, good),
  ]);
  return won.length === 1;
}

import { and, eq, sql } from "drizzle-orm";

import { type AuditRow, auditWhenStatement } from "./audit.ts";
import { cleanSlateStatements, isUnproved } from "./clean-slate.ts";
import type { Database } from "./client.ts";
import { emailWhenStatements, type NewEmail } from "./emails.ts";
import { insertWhen } from "./insert-when.ts";
import {
  goodTokenStatement,
  type MailTokenRow,
  type TokenKey,
  tokenIsGood,
  useUpTokenStatement,
} from "./mail-tokens.ts";
import { knownDevices, pendingIdentities, users } from "./schema.ts";
import { setPasswordStatement } from "./set-password.ts";
import { throwOutStatements } from "./throw-out.ts";

export interface PasswordReset {
  readonly token: MailTokenRow;
  readonly passwordHash: string;
  /** What the browser that resets is known by from now on. */
  readonly deviceHash: string;
  /** Tells the address. */
  readonly mail: NewEmail;
  readonly changed: AuditRow;
  /** Written only when the link was the first proof of the address. */
  readonly proved: AuditRow;
  readonly now: number;
}

/**
 * Uses up a reset token: a new password, everybody out, every other link dead, one browser known. The link is a proof of
 * the address too; when it is the first, nothing that was prepared on the account before is left, second factors
 * included. One transaction; of any number of parallel calls exactly one returns true.
 */
export async function resetPassword(db: Database, input: PasswordReset): Promise<boolean> {
  const { token, passwordHash: hash, deviceHash, now } = input;
  const { userId, tokenHash } = token;
  const key: TokenKey = { tokenHash, purpose: "reset_password", now };
  const good = tokenIsGood(db, key);
  const firstProof = sql`${good} and ${isUnproved(db, userId)}`;
  const device = { tokenHash: deviceHash, userId, createdAt: now, lastUsedAt: now };
  const [won] = await db.batch([
    goodTokenStatement(db, key),
    auditWhenStatement(db, input.proved, firstProof),
    ...cleanSlateStatements(db, userId, { when: good, keepTokenHash: tokenHash }),
    db
      .update(users)
      .set({ emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, ${now})`, updatedAt: now })
      .where(and(eq(users.id, userId), good)),
    setPasswordStatement(db, { userId, hash, now }, good),
    ...throwOutStatements(db, userId, { when: good, keepTokenHash: tokenHash }),
    // A flow at a provider that waits for a proof of this address: the mail it waits for may be in other hands.
    db.delete(pendingIdentities).where(and(sql`lower(${pendingIdentities.email}) = ${token.email}`, good)),
    insertWhen(db, knownDevices, device, good),
    auditWhenStatement(db, input.changed, good),
    ...emailWhenStatements(db, input.mail, good),
    useUpTokenStatement(db, tokenHash, good),
  ]);
  return won.length === 1;
}

import { type AuditRow, auditWhenStatement } from "./audit.ts";
import type { Database } from "./client.ts";
import { emailWhenStatements, type NewEmail } from "./emails.ts";
import { renewSessionStatement, sessionIsAlive } from "./sessions.ts";
import { setPasswordStatement } from "./set-password.ts";
import { throwOutStatements } from "./throw-out.ts";

export interface PasswordChange {
  readonly userId: string;
  readonly sessionId: string;
  /** The session goes on under another secret. */
  readonly fromTokenHash: string;
  readonly tokenHash: string;
  readonly passwordHash: string;
  /** What this browser stays known by. */
  readonly deviceHash: string;
  readonly audit: AuditRow;
  readonly mail: NewEmail;
  readonly now: number;
}

/**
 * A new password by somebody who is signed in: everybody else is out, every mailed link dead, and this session has a new
 * secret. One transaction; false, and nothing changed, when the session ended or got another secret meanwhile.
 */
export async function changePassword(db: Database, input: PasswordChange): Promise<boolean> {
  const { userId, sessionId, fromTokenHash, tokenHash, deviceHash, now } = input;
  const alive = sessionIsAlive(db, { id: sessionId, tokenHash });
  const keep = { keepSessionId: sessionId, keepDeviceHash: deviceHash };
  const [renewed] = await db.batch([
    renewSessionStatement(db, { id: sessionId, fromTokenHash, tokenHash, twoFactor: false, now }),
    setPasswordStatement(db, { userId, hash: input.passwordHash, now }, alive),
    ...throwOutStatements(db, userId, { when: alive, ...keep }),
    auditWhenStatement(db, input.audit, alive),
    ...emailWhenStatements(db, input.mail, alive),
  ]);
  return renewed.length === 1;
}

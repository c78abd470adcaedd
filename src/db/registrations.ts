import { and, eq, exists, isNotNull, isNull, not, sql } from "drizzle-orm";

import { type AuditRow, auditWhenStatement } from "./audit.ts";
import { isUnproved } from "./clean-slate.ts";
import type { Database } from "./client.ts";
import { emailWhenStatements, type NewEmail } from "./emails.ts";
import { insertWhen } from "./insert-when.ts";
import { type NewMailToken, replaceTokenStatement } from "./mail-tokens.ts";
import { rateBuckets, users } from "./schema.ts";
import { setPasswordStatement } from "./set-password.ts";
import { accountStatement, type Account } from "./users.ts";

/** How long an address has peace after a mail that a sign-up under it caused. Milliseconds. */
interface Peace {
  readonly confirmedMs: number;
  readonly unconfirmedMs: number;
}

/**
 * The account with this address, and whether a sign-up under it may cause a mail: of any number of parallel sign-ups one
 * may, and then none until the peace is over. `peaceKey` names the address and cannot be read back. One round trip,
 * the same whether or not the address is known.
 */
export async function beginRegistration(
  db: Database,
  input: { emailKey: string; peaceKey: string; peace: Peace; now: number },
): Promise<{ known: Account | null; mayMail: boolean }> {
  const { emailKey, peaceKey: key, peace, now } = input;
  const confirmed = exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(and(eq(users.emailKey, emailKey), isNotNull(users.emailVerifiedAt))),
  );
  const until = sql`case when ${confirmed} then ${now + peace.confirmedMs} else ${now + peace.unconfirmedMs} end`;
  const [taken, [known]] = await db.batch([
    db
      .insert(rateBuckets)
      .select(sql`select ${key}, ${until} where true`)
      .onConflictDoUpdate({
        target: rateBuckets.key,
        set: { emptyUntil: sql`excluded.empty_until` },
        setWhere: sql`${rateBuckets.emptyUntil} <= ${now}`,
      })
      .returning({ key: rateBuckets.key }),
    accountStatement(db, eq(users.emailKey, emailKey)),
  ]);
  return { known: known ?? null, mayMail: taken.length === 1 };
}

/** What a sign-up writes: all of it or nothing. */
export interface Registration {
  /** False when nothing of the person is written, only the mail: the same statements run either way. */
  readonly writes: boolean;
  /** The unproved account this address has, or an id nobody has. */
  readonly userId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly passwordHash: string;
  readonly token: NewMailToken;
  readonly mail: NewEmail;
  readonly audit: AuditRow;
  readonly now: number;
}

/**
 * Writes a new account with its mail, or over one nobody has proved yet: the newest names and password count, and the
 * link in the older mail stops working. Nothing is written when the address was taken or proved meanwhile.
 */
export async function writeRegistration(db: Database, input: Registration): Promise<void> {
  const { userId, email, emailKey, firstName, lastName, now } = input;
  const writes = sql`${input.writes ? 1 : 0}`;
  const row = {
    id: userId,
    email,
    emailKey,
    emailVerifiedAt: null,
    firstName,
    lastName,
    role: "user" as const,
    createdAt: now,
    updatedAt: now,
  };
  const taken = exists(
    db
      .select({ one: sql`1` })
      .from(users)
      .where(eq(users.emailKey, emailKey)),
  );
  const written = sql`${writes} and ${isUnproved(db, userId)}`;
  await db.batch([
    insertWhen(db, users, row, sql`${writes} and ${not(taken)}`),
    db
      .update(users)
      .set({ email, firstName, lastName, updatedAt: now })
      .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt), writes)),
    setPasswordStatement(db, { userId, hash: input.passwordHash, now }, written),
    replaceTokenStatement(db, input.token),
    auditWhenStatement(db, input.audit, written),
    ...emailWhenStatements(db, input.mail, sql`(not ${writes} or ${written})`),
  ]);
}

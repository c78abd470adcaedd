import { and, eq, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { type DeedNotes, noteStatements } from "./deed-notes.ts";
import { dropPendingSignInsStatement } from "./pending-sign-ins.ts";
import { replaceRecoveryCodesStatements } from "./recovery-codes.ts";
import { recoveryCodes, sessions, totpCredentials } from "./schema.ts";
import { singleFactorStatement } from "./two-factor.ts";

export type TotpRow = typeof totpCredentials.$inferSelect;

/** What a person has set up, confirmed or not. */
export async function findTotp(db: Database, userId: string): Promise<TotpRow | null> {
  const row = await db.select().from(totpCredentials).where(eq(totpCredentials.userId, userId)).get();
  return row ?? null;
}

/** True when this person's sign-ins need a code of an authenticator app. */
export async function hasTotp(db: Database, userId: string): Promise<boolean> {
  return (await findTotp(db, userId))?.confirmedAt != null;
}

/** Writes an unconfirmed secret in the place of an older unconfirmed one. False when codes are on: those stay. */
export async function beginTotp(
  db: Database,
  input: { userId: string; sealedSecret: string; now: number },
): Promise<boolean> {
  const fresh = { sealedSecret: input.sealedSecret, createdAt: input.now, lastStep: 0 };
  const rows = await db
    .insert(totpCredentials)
    .values({ userId: input.userId, ...fresh })
    .onConflictDoUpdate({
      target: totpCredentials.userId,
      set: fresh,
      setWhere: isNull(totpCredentials.confirmedAt),
    })
    .returning({ userId: totpCredentials.userId });
  return rows.length > 0;
}

export interface TotpConfirmation extends DeedNotes {
  readonly userId: string;
  /** The secret the code was checked against: another one set up meanwhile is not confirmed by it. */
  readonly sealedSecret: string;
  readonly step: number;
  readonly codeHashes: readonly string[];
  /** The session of the person: it goes on under a new secret, with two factors. */
  readonly session: { readonly id: string; readonly fromTokenHash: string; readonly tokenHash: string };
  readonly now: number;
}

/** Switches codes on, with fresh recovery codes. Of any number of parallel calls one does, and only it changes anything. */
export async function confirmTotp(db: Database, input: TotpConfirmation): Promise<boolean> {
  const { userId, session, now } = input;
  const waiting = and(
    eq(totpCredentials.userId, userId),
    eq(totpCredentials.sealedSecret, input.sealedSecret),
    isNull(totpCredentials.confirmedAt),
  );
  const condition = sql`exists (select 1 from ${totpCredentials} where ${waiting})`;
  const results = await db.batch([
    db
      .update(totpCredentials)
      .set({ lastStep: input.step })
      .where(waiting)
      .returning({ userId: totpCredentials.userId }),
    ...replaceRecoveryCodesStatements(db, { userId, hashes: input.codeHashes, now }, condition),
    db
      .update(sessions)
      .set({ tokenHash: session.tokenHash, twoFactor: true })
      .where(and(eq(sessions.id, session.id), eq(sessions.tokenHash, session.fromTokenHash), condition)),
    ...noteStatements(db, input, condition),
    // Last: it makes the condition untrue.
    db.update(totpCredentials).set({ confirmedAt: now }).where(waiting),
  ]);
  return results[0].length > 0;
}

/** Takes the step of a right code: it and every older one are spent. One of any number of parallel calls gets it. */
export async function takeStep(db: Database, input: { userId: string; step: number }): Promise<boolean> {
  const rows = await db
    .update(totpCredentials)
    .set({ lastStep: input.step })
    .where(
      and(
        eq(totpCredentials.userId, input.userId),
        isNotNull(totpCredentials.confirmedAt),
        lt(totpCredentials.lastStep, input.step),
      ),
    )
    .returning({ userId: totpCredentials.userId });
  return rows.length > 0;
}

/** Switches codes off: recovery codes and half-finished sign-ins go too. False when they were not on. */
export async function disableTotp(db: Database, input: { userId: string } & DeedNotes): Promise<boolean> {
  const { userId } = input;
  const results = await db.batch([
    ...noteStatements(db, input, totpIsOn(userId)),
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db
      .delete(totpCredentials)
      .where(eq(totpCredentials.userId, userId))
      .returning({ confirmedAt: totpCredentials.confirmedAt }),
    dropPendingSignInsStatement(db, userId),
    singleFactorStatement(db, userId),
  ]);
  return results[4].some(({ confirmedAt }) => confirmedAt !== null);
}

/** The condition that a person's codes are on. */
export function totpIsOn(userId: string): SQL {
  const on = and(eq(totpCredentials.userId, userId), isNotNull(totpCredentials.confirmedAt));
  return sql`exists (select 1 from ${totpCredentials} where ${on})`;
}

/** For the sweeper: set-ups nobody confirmed. */
export async function deleteAbandonedTotp(db: Database, begunBefore: number): Promise<void> {
  await db
    .delete(totpCredentials)
    .where(and(isNull(totpCredentials.confirmedAt), lt(totpCredentials.createdAt, begunBefore)));
}

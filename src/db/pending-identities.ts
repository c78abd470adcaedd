import { and, eq, gt, lt, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { emailStatements, type NewEmail } from "./emails.ts";
import { pendingIdentities } from "./schema.ts";

export type PendingIdentityRow = typeof pendingIdentities.$inferSelect;

/** Keeps it for a browser, in the place of the one this browser had. */
export async function keepPendingIdentity(
  db: Database,
  row: Omit<PendingIdentityRow, "email" | "tokenHash">,
): Promise<void> {
  const { browserHash, ...rest } = row;
  const fresh = { ...rest, email: null, tokenHash: null };
  await db
    .insert(pendingIdentities)
    .values({ browserHash, ...fresh })
    .onConflictDoUpdate({ target: pendingIdentities.browserHash, set: fresh });
}

/** What waits in this browser. */
export async function findPendingOfBrowser(
  db: Database,
  input: { browserHash: string; now: number },
): Promise<PendingIdentityRow | null> {
  const { browserHash, now } = input;
  const row = await db
    .select()
    .from(pendingIdentities)
    .where(and(eq(pendingIdentities.browserHash, browserHash), gt(pendingIdentities.expiresAt, now)))
    .get();
  return row ?? null;
}

/** What a link from a mail belongs to. */
export async function findPendingByToken(
  db: Database,
  input: { tokenHash: string; now: number },
): Promise<PendingIdentityRow | null> {
  const { tokenHash, now } = input;
  const row = await db
    .select()
    .from(pendingIdentities)
    .where(and(eq(pendingIdentities.tokenHash, tokenHash), gt(pendingIdentities.expiresAt, now)))
    .get();
  return row ?? null;
}

/** Writes the address somebody typed, the link that proves it, and the mail; an older link stops working. */
export async function askForProof(
  db: Database,
  input: { browserHash: string; email: string; tokenHash: string; expiresAt: number; mail: NewEmail },
): Promise<void> {
  const { browserHash, mail, ...change } = input;
  await db.batch([
    db.update(pendingIdentities).set(change).where(eq(pendingIdentities.browserHash, browserHash)),
    ...emailStatements(db, mail),
  ]);
}

/** The condition that a link is still good, for the batch that uses it up. */
export function isPending({ tokenHash, now }: { tokenHash: string; now: number }) {
  const { tokenHash: hash, expiresAt } = pendingIdentities;
  return sql`exists (select 1 from ${pendingIdentities} where ${hash} = ${tokenHash} and ${expiresAt} > ${now})`;
}

export function dropPendingIdentityStatement(db: Database, browserHash: string) {
  return db.delete(pendingIdentities).where(eq(pendingIdentities.browserHash, browserHash));
}

export async function deleteExpiredPendingIdentities(db: Database, now: number): Promise<void> {
  await db.delete(pendingIdentities).where(lt(pendingIdentities.expiresAt, now));
}

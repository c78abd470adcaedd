import { and, asc, eq, lt, sql } from "drizzle-orm";

import type { PlatformId, Slot } from "../platforms/platform.ts";
import type { Database } from "./client.ts";
import { userPlatforms } from "./schema.ts";

export type ConnectionRow = typeof userPlatforms.$inferSelect;

export function listConnectionRows(db: Database, userId: string): Promise<ConnectionRow[]> {
  return db
    .select()
    .from(userPlatforms)
    .where(eq(userPlatforms.userId, userId))
    .orderBy(asc(userPlatforms.createdAt), asc(userPlatforms.id));
}

/** The user's own connection, null when it is absent or somebody else's. */
export async function findConnection(
  db: Database,
  userId: string,
  id: string,
): Promise<ConnectionRow | null> {
  const rows = await db
    .select()
    .from(userPlatforms)
    .where(and(eq(userPlatforms.userId, userId), eq(userPlatforms.id, id)));
  return rows[0] ?? null;
}

export async function findConnectionByAccount(
  db: Database,
  userId: string,
  platform: PlatformId,
  accountId: string,
): Promise<ConnectionRow | null> {
  const rows = await db
    .select()
    .from(userPlatforms)
    .where(
      and(
        eq(userPlatforms.userId, userId),
        eq(userPlatforms.platformId, platform),
        eq(userPlatforms.accountId, accountId),
      ),
    );
  return rows[0] ?? null;
}

/** A connection without its grant yet; the `UserSync` object brings that. The same account again changes nothing. */
export async function insertConnection(db: Database, row: typeof userPlatforms.$inferInsert): Promise<void> {
  await db.insert(userPlatforms).values(row).onConflictDoNothing();
}

/** Stores a grant if its generation is newer than what is there. True when it was stored. */
export async function putGrantRow(
  db: Database,
  input: {
    userId: string;
    id: string;
    generation: number;
    sealedGrant: string;
    tokenExpiresAt: number | null;
    now: number;
  },
): Promise<boolean> {
  const rows = await db
    .update(userPlatforms)
    .set({
      sealedGrant: input.sealedGrant,
      grantGeneration: input.generation,
      tokenExpiresAt: input.tokenExpiresAt,
      updatedAt: input.now,
    })
    .where(
      and(
        eq(userPlatforms.id, input.id),
        eq(userPlatforms.userId, input.userId),
        lt(userPlatforms.grantGeneration, input.generation),
      ),
    )
    .returning({ id: userPlatforms.id });
  return rows.length > 0;
}

/** Puts the same grant, sealed anew, in the place of `from`. True when it was still there, of the same generation. */
export async function replaceGrantRow(
  db: Database,
  input: { userId: string; id: string; generation: number; from: string; to: string },
): Promise<boolean> {
  const rows = await db
    .update(userPlatforms)
    .set({ sealedGrant: input.to })
    .where(
      and(
        eq(userPlatforms.id, input.id),
        eq(userPlatforms.userId, input.userId),
        eq(userPlatforms.grantGeneration, input.generation),
        eq(userPlatforms.sealedGrant, input.from),
      ),
    )
    .returning({ id: userPlatforms.id });
  return rows.length > 0;
}

/** What was found out about a connection. One that the person paused stays paused; the reason is kept for later. */
export async function setConnectionStatus(
  db: Database,
  input: {
    userId: string;
    id: string;
    status: ConnectionRow["status"];
    reason: string | null;
    now: number;
    succeeded?: boolean;
  },
): Promise<void> {
  await db
    .update(userPlatforms)
    .set({
      status: sql`case when ${userPlatforms.status} = 'paused' then 'paused' else ${input.status} end`,
      statusReason: input.reason,
      updatedAt: input.now,
      lastSuccessAt: input.succeeded === true ? input.now : sql`last_success_at`,
    })
    .where(and(eq(userPlatforms.id, input.id), eq(userPlatforms.userId, input.userId)));
}

/** What a person sets of a connection; what is not named stays. False when it is gone or somebody else's. */
export async function changeConnection(
  db: Database,
  input: {
    userId: string;
    id: string;
    paused?: boolean | undefined;
    slots?: readonly Slot[] | undefined;
    now: number;
  },
): Promise<boolean> {
  const { paused, slots } = input;
  const rows = await db
    .update(userPlatforms)
    .set({
      ...(paused === undefined ? {} : { status: paused ? "paused" : resumed() }),
      ...(slots === undefined
        ? {}
        : { syncAvatar: slots.includes("avatar"), syncBanner: slots.includes("banner") }),
      updatedAt: input.now,
    })
    .where(and(eq(userPlatforms.id, input.id), eq(userPlatforms.userId, input.userId)))
    .returning({ id: userPlatforms.id });
  return rows.length > 0;
}

/** A pause hides what ails a connection, it does not mend it. */
function resumed() {
  return sql`case when ${userPlatforms.status} != 'paused' then ${userPlatforms.status}
    when ${userPlatforms.statusReason} is null then 'connected' else 'needs_attention' end`;
}

/** For the batch that ends connecting: what the platform says about the account now. */
export function updateConnectionAccountStatement(
  db: Database,
  input: {
    userId: string;
    id: string;
    handle: string;
    host: string | null;
    profileUrl: string;
    scopes: string;
    now: number;
  },
) {
  return db
    .update(userPlatforms)
    .set({
      handle: input.handle,
      host: input.host,
      profileUrl: input.profileUrl,
      scopes: input.scopes,
      status: "connected",
      statusReason: null,
      updatedAt: input.now,
    })
    .where(and(eq(userPlatforms.id, input.id), eq(userPlatforms.userId, input.userId)));
}

/** For the batch that ends a connection. */
export function deleteConnectionStatement(db: Database, userId: string, id: string) {
  return db.delete(userPlatforms).where(and(eq(userPlatforms.id, id), eq(userPlatforms.userId, userId)));
}

/** What administrators see of people: no picture, no token, no hash. */
import { and, count, countDistinct, desc, eq, gt, isNotNull, isNull, or } from "drizzle-orm";

import type { Database } from "./client.ts";
import { behind, type PagePosition } from "./page-position.ts";
import {
  identities,
  passkeys,
  passwordCredentials,
  recoveryCodes,
  sessions,
  totpCredentials,
  userPlatforms,
  userProfiles,
  users,
} from "./schema.ts";

const PERSON = {
  id: users.id,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  role: users.role,
  createdAt: users.createdAt,
  handle: userProfiles.handle,
};

/** A line of the list. */
export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly emailVerifiedAt: number | null;
  readonly role: "user" | "admin";
  readonly createdAt: number;
  readonly handle: string | null;
}

/** Everybody, newest first, behind `after`. */
export function listPeople(db: Database, limit: number, after: PagePosition | null): Promise<PersonRow[]> {
  return db
    .select(PERSON)
    .from(users)
    .leftJoin(userProfiles, eq(userProfiles.userId, users.id))
    .where(behind(users.createdAt, users.id, after))
    .orderBy(desc(users.createdAt), desc(users.id))
    .limit(limit);
}

/** Those with exactly this address, id or handle. */
export function findPeople(
  db: Database,
  by: { readonly emailKey: string; readonly id: string; readonly handle: string },
): Promise<PersonRow[]> {
  return db
    .select(PERSON)
    .from(users)
    .leftJoin(userProfiles, eq(userProfiles.userId, users.id))
    .where(or(eq(users.emailKey, by.emailKey), eq(users.id, by.id), eq(userProfiles.handle, by.handle)))
    .orderBy(desc(users.createdAt), desc(users.id));
}

/** One person with what they can sign in by and how many of everything they have. Null when there is none. */
export async function readPersonRow(db: Database, userId: string, now: number) {
  const [people, password, codes, keys, spare, living, providers, connections] = await db.batch([
    db
      .select(PERSON)
      .from(users)
      .leftJoin(userProfiles, eq(userProfiles.userId, users.id))
      .where(eq(users.id, userId)),
    db.select({ n: count() }).from(passwordCredentials).where(eq(passwordCredentials.userId, userId)),
    db
      .select({ n: count() })
      .from(totpCredentials)
      .where(and(eq(totpCredentials.userId, userId), isNotNull(totpCredentials.confirmedAt))),
    db.select({ n: count() }).from(passkeys).where(eq(passkeys.userId, userId)),
    db
      .select({ n: count() })
      .from(recoveryCodes)
      .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt))),
    db
      .select({ n: countDistinct(sessions.id) })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now))),
    db
      .selectDistinct({ provider: identities.provider })
      .from(identities)
      .where(eq(identities.userId, userId)),
    db
      .select({ platform: userPlatforms.platformId, status: userPlatforms.status, n: count() })
      .from(userPlatforms)
      .where(eq(userPlatforms.userId, userId))
      .groupBy(userPlatforms.platformId, userPlatforms.status)
      .orderBy(userPlatforms.platformId, userPlatforms.status),
  ]);
  const [person] = people;
  if (person === undefined) return null;
  return {
    person,
    password: password[0]?.n === 1,
    totp: codes[0]?.n === 1,
    passkeys: keys[0]?.n ?? 0,
    recoveryCodes: spare[0]?.n ?? 0,
    sessions: living[0]?.n ?? 0,
    providers: providers.map((row) => row.provider),
    connections,
  };
}

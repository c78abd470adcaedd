/** A person with a session, made straight in the database: for tests that are not about signing in. */
import { env } from "cloudflare:workers";

import { randomSecret, sha256Hex } from "../../../src/auth/hash.ts";
import { cookieName } from "../../../src/auth/cookies.ts";
import { type AppContext, createContext } from "../../../src/context.ts";
import { sessions, users } from "../../../src/db/schema.ts";
import { createLogger } from "../../../src/log.ts";
import { newId } from "../../../src/new-id.ts";

export const ORIGIN = "http://localhost:8787";

export interface Person {
  readonly userId: string;
  readonly sessionId: string;
  readonly cookie: string;
}

export const bindings = env as unknown as AppEnv;

/** A context over the test bindings; nothing it logs is printed. */
export function testContext(overrides: Partial<AppContext> = {}): AppContext {
  return createContext(bindings, { log: createLogger({}, () => {}), ...overrides });
}

/** Inserts a verified person and a living session. */
export async function makePerson(app: AppContext): Promise<Person> {
  const userId = newId("usr");
  const sessionId = newId("ses");
  const secret = randomSecret();
  const now = app.now();
  const email = `${userId}@example.test`;
  await app.db
    .insert(users)
    .values({ id: userId, email, emailKey: email, emailVerifiedAt: now, createdAt: now, updatedAt: now });
  await app.db.insert(sessions).values({
    id: sessionId,
    userId,
    tokenHash: await sha256Hex(secret),
    authenticatedAt: now,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + 86_400_000,
  });
  return { userId, sessionId, cookie: `${cookieName("session")}=${secret}` };
}

/** How many rows of a table there are. */
export async function countRows(table: string): Promise<number> {
  const row = await bindings.DB.prepare(`select count(*) as n from ${table}`).first<{ n: number }>();
  return row?.n ?? 0;
}

/** Every key in the bucket. */
export async function storedKeys(): Promise<string[]> {
  return (await bindings.PICTURES.list()).objects.map((object) => object.key);
}

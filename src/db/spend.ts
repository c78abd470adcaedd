import { lt, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { rateBuckets } from "./schema.ts";

export interface Spending {
  /** What is counted, already made unreadable. */
  readonly key: string;
  /** So many at once … */
  readonly limit: number;
  /** … and as many again in this time, evenly. Milliseconds. */
  readonly windowMs: number;
  readonly now: number;
}

/**
 * Takes one from a bucket. Returns 0 when there was one, else the milliseconds until there is. One statement decides, so
 * any number of parallel calls take no more than there is: the generic cell rate algorithm (ITU-T I.371) with one
 * number a key. In no stretch of `windowMs` more than twice `limit` pass, in the long run `limit` a window. A refused
 * call takes nothing.
 */
export async function spend(db: Database, { key, limit, windowMs, now }: Spending): Promise<number> {
  const cost = Math.ceil(windowMs / limit);
  const next = sql`max(${rateBuckets.emptyUntil}, ${now}) + ${cost}`;
  const taken = await db
    .insert(rateBuckets)
    .values({ key, emptyUntil: now + cost })
    .onConflictDoUpdate({
      target: rateBuckets.key,
      set: { emptyUntil: next },
      setWhere: sql`${next} <= ${now + windowMs}`,
    })
    .returning({ emptyUntil: rateBuckets.emptyUntil });
  if (taken.length > 0) return 0;
  const row = await db
    .select({ emptyUntil: rateBuckets.emptyUntil })
    .from(rateBuckets)
    .where(sql`${rateBuckets.key} = ${key}`)
    .get();
  return Math.max(1, (row?.emptyUntil ?? now) + cost - windowMs - now);
}

/** For the sweeper: a bucket that is full again counts nothing. */
export async function deleteFullBuckets(db: Database, now: number): Promise<void> {
  await db.delete(rateBuckets).where(lt(rateBuckets.emptyUntil, now));
}

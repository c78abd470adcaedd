/** Numbers for administrators. They read whole tables: for pages a few people open. */
import { and, count, desc, eq, gt, max, sql } from "drizzle-orm";

import type { Database } from "./client.ts";
import { syncTargets } from "./schema.ts";

export interface OverviewCounts {
  readonly people: number;
  readonly confirmed: number;
  readonly administrators: number;
  readonly sessions: number;
  readonly connections: number;
  readonly connectionsAiling: number;
  readonly runs: number;
  readonly failed: number;
  readonly mailsUnsent: number;
  readonly outboxLate: number;
  readonly deadLetters: number;
}

/** How many of everything there are. `since` bounds the failures, `lateBefore` says what in the outbox is late. */
export async function countOverview(
  db: Database,
  at: { readonly now: number; readonly since: number; readonly lateBefore: number },
): Promise<OverviewCounts> {
  const [counts] = await db.all<OverviewCounts>(sql`select
    (select count(*) from users) as "people",
    (select count(*) from users where email_verified_at is not null) as "confirmed",
    (select count(*) from users where role = 'admin') as "administrators",
    (select count(*) from sessions where expires_at > ${at.now}) as "sessions",
    (select count(*) from user_platforms) as "connections",
    (select count(*) from user_platforms where status = 'needs_attention') as "connectionsAiling",
    (select count(*) from sync_requests where state = 'running') as "runs",
    (select count(*) from sync_targets where state = 'failed' and updated_at > ${at.since}) as "failed",
    (select count(*) from emails where sent_at is null and failed_at is null) as "mailsUnsent",
    (select count(*) from outbox where due_at < ${at.lateBefore}) as "outboxLate",
    (select count(*) from dead_letters) as "deadLetters"`);
  if (counts === undefined) throw new Error("a select without a table gave no row");
  return counts;
}

/** What went wrong since then, most frequent first. */
export function countFailures(db: Database, since: number) {
  const { platformId, slot, reason, updatedAt, state } = syncTargets;
  return db
    .select({ platform: platformId, slot, reason, n: count(), newest: max(updatedAt) })
    .from(syncTargets)
    .where(and(eq(state, "failed"), gt(updatedAt, since)))
    .groupBy(platformId, slot, reason)
    .orderBy(desc(count()), platformId, slot, reason);
}

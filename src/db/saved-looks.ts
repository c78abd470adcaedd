/** Looks that people save, and what makes one of them current. Every write asks in its own statement whether it may. */
import { and, asc, count, desc, eq, inArray, notInArray, type SQL, sql } from "drizzle-orm";

import { MAX_SAVED_LOOKS } from "../limits.ts";
import type { Slot } from "../platforms/platform.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { insertIf } from "./insert-if.ts";
import { currentLookId, type LookRow } from "./looks.ts";
import { behind, type PagePosition } from "./page-position.ts";
import { images, lookOverrides, looks, userPlatforms } from "./schema.ts";

export type OverrideRow = typeof lookOverrides.$inferSelect;

/** What a look shows in one place instead of its own pair; null leaves the place as it is. */
export interface OverrideInput {
  readonly connectionId: string;
  readonly slot: Slot;
  readonly imageId: string | null;
}

export interface LookPictures {
  readonly avatarImageId: string | null;
  readonly bannerImageId: string | null;
  readonly overrides: readonly OverrideInput[];
}

export async function findLook(db: Database, userId: string, id: string): Promise<LookRow | null> {
  const rows = await db
    .select()
    .from(looks)
    .where(and(eq(looks.userId, userId), eq(looks.id, id)));
  return rows[0] ?? null;
}

/** Newest first. `after` is the row to go on behind, for paging. */
export function listLookRows(
  db: Database,
  userId: string,
  page: { limit: number; after: PagePosition | null; kind: LookRow["kind"] | null },
): Promise<LookRow[]> {
  return db
    .select()
    .from(looks)
    .where(
      and(
        eq(looks.userId, userId),
        page.kind === null ? undefined : eq(looks.kind, page.kind),
        behind(looks.createdAt, looks.id, page.after),
      ),
    )
    .orderBy(desc(looks.createdAt), desc(looks.id))
    .limit(page.limit);
}

/** The rows of some of the person's looks. */
export function listOverrides(
  db: Database,
  userId: string,
  lookIds: readonly string[],
): Promise<OverrideRow[]> {
  const mine = db.select({ id: looks.id }).from(looks).where(eq(looks.userId, userId));
  return inChunks(lookIds, (chunk) =>
    db
      .select()
      .from(lookOverrides)
      .where(and(inArray(lookOverrides.lookId, chunk), inArray(lookOverrides.lookId, mine)))
      .orderBy(asc(lookOverrides.connectionId), asc(lookOverrides.slot)),
  );
}

export async function countSavedLooks(db: Database, userId: string): Promise<number> {
  const row = await db
    .select({ n: count() })
    .from(looks)
    .where(and(eq(looks.userId, userId), eq(looks.kind, "saved")))
    .get();
  return row?.n ?? 0;
}

/**
 * Stores a saved look with its overrides in one transaction. False, with nothing written, when the person then had more
 * than `MAX_SAVED_LOOKS`, or a picture or connection went meanwhile.
 */
export async function insertSavedLook(
  db: Database,
  row: Pick<LookRow, "id" | "userId" | "name">,
  pictures: LookPictures,
  now: number,
): Promise<boolean> {
  const fits = sql`(select count(*) from ${looks} where ${looks.userId} = ${row.userId} and ${looks.kind} = 'saved') < ${MAX_SAVED_LOOKS}`;
  const { avatarImageId, bannerImageId, overrides } = pictures;
  const look: LookRow = {
    ...row,
    kind: "saved",
    avatarImageId,
    bannerImageId,
    createdAt: now,
    updatedAt: now,
  };
  const [inserted] = await db.batch([
    insertIf(db, looks, look, sql`${fits} and ${allThere(row.userId, pictures)}`).returning({ id: looks.id }),
    insertOverrides(db, row, overrides, now),
  ]);
  return inserted.length > 0;
}

/**
 * Changes name, pictures or overrides of the person's look; what is not named stays, overrides are replaced as a whole.
 * False, with nothing written, when it is gone, a restore point, or a picture or connection went meanwhile.
 */
export async function changeLookRow(
  db: Database,
  look: { readonly id: string; readonly userId: string },
  change: Partial<LookPictures & { readonly name: string }>,
  now: number,
): Promise<boolean> {
  const { overrides, ...columns } = change;
  const all = { avatarImageId: null, bannerImageId: null, overrides: [], ...change };
  const may = and(
    eq(looks.id, look.id),
    eq(looks.userId, look.userId),
    inArray(looks.kind, ["current", "saved"]),
    allThere(look.userId, all),
  );
  const [changed] = await db.batch([
    db
      .update(looks)
      .set({ ...columns, updatedAt: now })
      .where(may)
      .returning({ id: looks.id }),
    ...(overrides === undefined
      ? []
      : [
          db
            .delete(lookOverrides)
            .where(inArray(lookOverrides.lookId, db.select({ id: looks.id }).from(looks).where(may))),
          insertOverrides(db, look, overrides, now, allThere(look.userId, all)),
        ]),
  ]);
  return changed.length > 0;
}

/**
 * Makes a saved look's pictures and overrides the current look's, in one transaction. False, with nothing written, when
 * it is gone or one of its pictures was rejected.
 */
export async function applyLookRow(db: Database, userId: string, id: string, now: number): Promise<boolean> {
  const current = currentLookId(userId);
  const may = sql`${looks.id} = ${id} and ${looks.userId} = ${userId} and ${looks.kind} = 'saved' and not exists (
    select 1 from ${images} where ${images.status} = 'rejected' and (${images.id} in (${looks.avatarImageId}, ${looks.bannerImageId})
      or ${images.id} in (select ${lookOverrides.imageId} from ${lookOverrides} where ${lookOverrides.lookId} = ${id})))`;
  const source = sql`select 1 from ${looks} where ${may}`;
  const [applied] = await db.batch([
    db
      .insert(looks)
      .select(
        sql`select ${current}, ${looks.userId}, 'current', 'Current', ${looks.avatarImageId}, ${looks.bannerImageId}, ${now}, ${now}
          from ${looks} where ${may}`,
      )
      .onConflictDoUpdate({
        target: looks.id,
        set: {
          avatarImageId: sql`excluded.avatar_image_id`,
          bannerImageId: sql`excluded.banner_image_id`,
          updatedAt: now,
        },
      })
      .returning({ id: looks.id }),
    db.delete(lookOverrides).where(and(eq(lookOverrides.lookId, current), sql`exists (${source})`)),
    db.insert(lookOverrides).select(
      sql`select 'lkp_' || lower(hex(randomblob(16))), ${current}, connection_id, slot, image_id, null, null, 0, ${now}
          from ${lookOverrides} where ${lookOverrides.lookId} = ${id} and exists (${source})`,
    ),
  ]);
  return applied.length > 0;
}

/** For the batch that ends a connection: what its looks said about it. Restore points keep what they keep. */
export function forgetOverridesStatement(db: Database, userId: string, connectionId: string) {
  const changeable = db
    .select({ id: looks.id })
    .from(looks)
    .where(and(eq(looks.userId, userId), notInArray(looks.kind, ["restore_point"])));
  return db
    .delete(lookOverrides)
    .where(and(eq(lookOverrides.connectionId, connectionId), inArray(lookOverrides.lookId, changeable)));
}

/** True while every picture is the person's and usable, and every connection theirs. Lists go as JSON: D1 binds 100 at most. */
function allThere(userId: string, { avatarImageId, bannerImageId, overrides }: LookPictures): SQL {
  const pictures = [avatarImageId, bannerImageId, ...overrides.map((each) => each.imageId)];
  const imageIds = JSON.stringify([...new Set(pictures.filter((id) => id !== null))]);
  const connectionIds = JSON.stringify([...new Set(overrides.map((each) => each.connectionId))]);
  return sql`not exists (select 1 from json_each(${imageIds}) as wanted where wanted.value not in (
      select ${images.id} from ${images} where ${images.userId} = ${userId} and ${images.status} <> 'rejected'))
    and not exists (select 1 from json_each(${connectionIds}) as wanted where wanted.value not in (
      select ${userPlatforms.id} from ${userPlatforms} where ${userPlatforms.userId} = ${userId}))`;
}

/** Rows for a look of the person that is there at that point of the batch. */
function insertOverrides(
  db: Database,
  { id, userId }: { readonly id: string; readonly userId: string },
  overrides: readonly OverrideInput[],
  now: number,
  may: SQL = sql`1`,
) {
  const rows = JSON.stringify(overrides);
  return db.insert(lookOverrides).select(
    sql`select 'lkp_' || lower(hex(randomblob(16))), ${id}, wanted.value ->> 'connectionId', wanted.value ->> 'slot',
      wanted.value ->> 'imageId', null, null, 0, ${now} from json_each(${rows}) as wanted
      where exists (select 1 from ${looks} where ${looks.id} = ${id} and ${looks.userId} = ${userId}) and ${may}`,
  );
}

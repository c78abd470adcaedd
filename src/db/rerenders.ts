/** Rendering what there is anew when a platform asks for something else: how far it is, and which pictures are left. */
import { and, asc, eq, inArray, isNull, lt, notExists, or, type SQL, sql } from "drizzle-orm";

import type { Slot } from "../platforms/platform.ts";
import { newId } from "../new-id.ts";
import type { Database } from "./client.ts";
import { inChunks } from "./in-chunks.ts";
import { outboxFromStatement, type OutboxRow } from "./outbox.ts";
import { deadLetters, images, imageVariants, outbox, rerenders } from "./schema.ts";

export type RerenderRow = typeof rerenders.$inferSelect;

/** What the registry asks for in one slot. */
export interface PlannedRule {
  readonly kind: Slot;
  readonly platform: string;
  readonly slot: string;
  readonly rule: string;
}

/** The rule of our own thumbnail of each kind: the one slot that both kinds have. */
export type ThumbnailRules = Readonly<Record<Slot, string>>;

/** Every message is in the queue long before; what was lost there is sent again by the sweeper. */
const ORDER_DUE_MS = 300_000;

const STUCK_AFTER = 3;

/** One row a rule that is asked for: few. */
export function listRerenders(db: Database): Promise<RerenderRow[]> {
  return db.select().from(rerenders).orderBy(asc(rerenders.startedAt), asc(rerenders.id));
}

/** Opens a row for each rule that has none. */
export async function openRerenders(
  db: Database,
  planned: readonly PlannedRule[],
  now: number,
): Promise<void> {
  const [first, ...rest] = planned.map(({ platform, slot, rule }) =>
    db
      .insert(rerenders)
      .values({ id: newId("rrn"), platform, slot, rule, total: 0, startedAt: now })
      .onConflictDoNothing(),
  );
  if (first !== undefined) await db.batch([first, ...rest]);
}

/** Forgets rules that nobody asks for any more. */
export async function dropRerenders(db: Database, ids: readonly string[]): Promise<void> {
  await inChunks(ids, (chunk) =>
    db.delete(rerenders).where(inArray(rerenders.id, chunk)).returning({ id: rerenders.id }),
  );
}

/** Ready pictures without a file for an open rule, that nobody has been told to render yet. */
export async function unorderedImages(
  db: Database,
  thumbnails: ThumbnailRules,
  limit: number,
): Promise<string[]> {
  const ordered = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.kind, "rerender_image"), eq(outbox.subjectId, images.id)));
  const rows = await db
    .selectDistinct({ id: images.id })
    .from(images)
    .innerJoin(rerenders, and(isNull(rerenders.finishedAt), concerns(thumbnails)))
    .leftJoin(imageVariants, isItsFile)
    .where(and(isLeft, notExists(ordered)))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** Orders to render these pictures, for those that have none. Two runs of the cron at once order each once. */
export async function orderRerenders(
  db: Database,
  imageIds: readonly string[],
  now: number,
): Promise<Pick<OutboxRow, "id" | "subjectId">[]> {
  return inChunks(imageIds, (chunk) => {
    const ordered = db
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(eq(outbox.kind, "rerender_image"), eq(outbox.subjectId, images.id)));
    const subjects = db
      .select({ subjectId: sql`${images.id}`.as("subject_id") })
      .from(images)
      .where(and(inArray(images.id, chunk), notExists(ordered)));
    return outboxFromStatement(db, "rerender_image", subjects, now, ORDER_DUE_MS);
  });
}

/**
 * Orders to render that wait for a Worker: of new pictures and crops, and of those that have files for an earlier rule. What
 * was sent again and again fails for another reason, and must keep nobody waiting.
 */
export async function countRenderOrders(db: Database): Promise<{ uploads: number; rerenders: number }> {
  const of = (kind: OutboxRow["kind"]) => sql<number>`coalesce(sum(${outbox.kind} = ${kind}), 0)`;
  const row = await db
    .select({ uploads: of("render_image"), rerenders: of("rerender_image") })
    .from(outbox)
    .where(and(inArray(outbox.kind, ["render_image", "rerender_image"]), lt(outbox.sends, STUCK_AFTER)))
    .get();
  return row ?? { uploads: 0, rerenders: 0 };
}

/**
 * Counts what is left for each open rule and finishes those with nothing left, with an order to look once more after
 * `lookAgainMs`: a Worker of an earlier release may still land a file. What was deleted or cropped anew meanwhile is in no
 * total. Returns the rows that were open.
 */
export async function settleRerenders(
  db: Database,
  thumbnails: ThumbnailRules,
  { now, lookAgainMs }: { readonly now: number; readonly lookAgainMs: number },
): Promise<RerenderRow[]> {
  const open = isNull(rerenders.finishedAt);
  const over = and(open, eq(rerenders.total, rerenders.done));
  const [counted] = await db.batch([
    db
      .update(rerenders)
      .set({ total: sql`${rerenders.done} + (select count(*) ${leftOf(thumbnails)})` })
      .where(open)
      .returning(),
    outboxFromStatement(
      db,
      "look_again",
      db
        .select({ subjectId: sql`${rerenders.id}`.as("subject_id") })
        .from(rerenders)
        .where(over),
      now,
      lookAgainMs,
    ),
    db.update(rerenders).set({ finishedAt: now }).where(over),
  ]);
  return counted.map((row) => (row.total === row.done ? { ...row, finishedAt: now } : row));
}

/** Opens a finished rule again if a picture without its file turned up. True when one did. */
export async function reopenRerender(db: Database, id: string, thumbnails: ThumbnailRules): Promise<boolean> {
  const rows = await db
    .update(rerenders)
    .set({ finishedAt: null })
    .where(and(eq(rerenders.id, id), sql`exists (select 1 ${leftOf(thumbnails)})`))
    .returning({ id: rerenders.id });
  return rows.length > 0;
}

/** True of an image and a rule that is about its kind. */
function concerns(thumbnails: ThumbnailRules): SQL {
  return sql`(${rerenders.slot} = ${images.kind} or (${rerenders.slot} = 'thumbnail' and ${rerenders.rule} =
    case ${images.kind} when 'avatar' then ${thumbnails.avatar} else ${thumbnails.banner} end))`;
}

/** The file of an image's current crop for a rule's slot. */
const isItsFile = and(
  eq(imageVariants.imageId, images.id),
  eq(imageVariants.cropVersion, images.cropVersion),
  eq(imageVariants.platform, rerenders.platform),
  eq(imageVariants.slot, rerenders.slot),
);

/** A picture none could be made of, and which has none to keep, is a dead letter. */
const isGivenUp = sql`exists (select 1 from ${deadLetters} where ${deadLetters.id} =
  'rerender ' || ${images.id} || ' ' || ${rerenders.platform} || '/' || ${rerenders.slot} || ' ' || ${rerenders.rule})`;

/** As `isSettled` of `images/variant-rule.ts`, in SQL. */
const isLeft = and(
  eq(images.status, "ready"),
  or(
    and(isNull(imageVariants.id), sql`not ${isGivenUp}`),
    sql`${imageVariants.rule} not in (${rerenders.rule}, 'kept ' || ${rerenders.rule})`,
  ),
);

function leftOf(thumbnails: ThumbnailRules): SQL {
  return sql`from ${images} left join ${imageVariants} on ${isItsFile} where ${concerns(thumbnails)} and ${isLeft}`;
}

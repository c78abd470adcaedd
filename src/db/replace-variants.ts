/** New files for an earlier rule's, one place at a time. What is written is counted in the same transaction, once. */
import { and, eq, exists, isNull, notExists, notInArray, sql } from "drizzle-orm";

import { keptUnder } from "../images/variant-rule.ts";
import type { Database } from "./client.ts";
import {
  insertWhileCurrent,
  isCurrent,
  type NewVariant,
  outboxDoneWhileCurrent,
  type RenderTarget,
} from "./image-renders.ts";
import { insertIf } from "./insert-if.ts";
import { deadLetters, images, imageVariants, rerenders } from "./schema.ts";

/** One platform slot, and what the registry asks for in it. */
export interface RulePlace {
  readonly platform: string;
  readonly slot: string;
  readonly rule: string;
}

/**
 * Puts new files in the place of those for an earlier rule, in one transaction: an old row moves below the current crop, where
 * `staleVariantIds` finds it unless a run shows it as sent. A place that has its file already keeps it. False, with
 * nothing written, when the image is gone or has another crop by now.
 */
export async function replaceVariants(
  db: Database,
  target: RenderTarget,
  variants: readonly NewVariant[],
  now: number,
  lint: string,
): Promise<boolean> {
  const [updated] = await db.batch([
    db
      .update(images)
      .set({ updatedAt: now, lint })
      .where(and(isCurrent(target), eq(images.status, "ready")))
      .returning({ id: images.id }),
    ...variants.flatMap((variant) => [
      countStatement(db, target, variant, false),
      makeRoom(db, target, variant),
      insertWhileCurrent(db, target, variant),
    ]),
  ]);
  return updated.length > 0;
}

/**
 * The picture cannot be made for these rules: the old files stay and count as settled. Where there is none to keep a dead
 * letter says so, which an operator sees.
 */
export async function keepOldFiles(
  db: Database,
  target: RenderTarget,
  places: readonly RulePlace[],
  now: number,
): Promise<void> {
  const [first, ...rest] = places.flatMap((place) => [
    countStatement(db, target, place, true),
    letterStatement(db, target, place, now),
    db
      .update(imageVariants)
      .set({ rule: keptUnder(place.rule) })
      .where(and(isFile(target, place), isStale(place), currentExists(db, target))),
  ]);
  if (first !== undefined) await db.batch([first, ...rest]);
}

/** Ends the orders to render an image that has been looked through, while it has this crop. */
export async function endRerender(db: Database, target: RenderTarget): Promise<void> {
  await outboxDoneWhileCurrent(db, target);
}

/** Counts a picture as done if its place is not settled: so it stands before the statements that settle it. */
function countStatement(db: Database, target: RenderTarget, place: RulePlace, failed: boolean) {
  return db
    .update(rerenders)
    .set({
      done: sql`${rerenders.done} + 1`,
      ...(failed ? { failed: sql`${rerenders.failed} + 1` } : {}),
    })
    .where(
      and(
        eq(rerenders.platform, place.platform),
        eq(rerenders.slot, place.slot),
        eq(rerenders.rule, place.rule),
        isNull(rerenders.finishedAt),
        currentExists(db, target),
        notExists(
          db
            .select({ id: imageVariants.id })
            .from(imageVariants)
            .where(and(isFile(target, place), sql`not ${isStale(place)}`)),
        ),
        notExists(
          db
            .select({ id: deadLetters.id })
            .from(deadLetters)
            .where(eq(deadLetters.id, letterId(target, place))),
        ),
      ),
    );
}

/** Below every version of the place's files, and so below the current one. */
function makeRoom(db: Database, target: RenderTarget, place: RulePlace) {
  const lowest = sql`(select min(files.crop_version) from ${imageVariants} as files where files.image_id = ${target.imageId}
    and files.platform = ${place.platform} and files.slot = ${place.slot})`;
  return db
    .update(imageVariants)
    .set({ cropVersion: sql`${lowest} - 1` })
    .where(and(isFile(target, place), isStale(place), currentExists(db, target)));
}

function letterStatement(db: Database, target: RenderTarget, place: RulePlace, now: number) {
  const { imageId } = target;
  const { platform, slot, rule } = place;
  const none = and(
    currentExists(db, target),
    notExists(db.select({ id: imageVariants.id }).from(imageVariants).where(isFile(target, place))),
  );
  return insertIf(
    db,
    deadLetters,
    {
      id: letterId(target, place),
      queue: "linkarooie-images",
      body: JSON.stringify({ v: 1, kind: "rerender_image", imageId, platform, slot, rule }),
      attempts: 1,
      createdAt: now,
    },
    sql`${none}`,
  ).onConflictDoNothing();
}

/** As `db/rerenders.ts` looks for it. */
function letterId({ imageId }: RenderTarget, { platform, slot, rule }: RulePlace): string {
  return `rerender ${imageId} ${platform}/${slot} ${rule}`;
}

function isFile({ imageId, cropVersion }: RenderTarget, { platform, slot }: RulePlace) {
  return and(
    eq(imageVariants.imageId, imageId),
    eq(imageVariants.cropVersion, cropVersion),
    eq(imageVariants.platform, platform),
    eq(imageVariants.slot, slot),
  );
}

function isStale({ rule }: RulePlace) {
  return notInArray(imageVariants.rule, [rule, keptUnder(rule)]);
}

function currentExists(db: Database, target: RenderTarget) {
  return exists(
    db
      .select({ id: images.id })
      .from(images)
      .where(and(isCurrent(target), eq(images.status, "ready"))),
  );
}

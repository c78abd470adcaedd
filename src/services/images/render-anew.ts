import type { AppContext } from "../../context.ts";
import {
  countRenderOrders,
  dropRerenders,
  listRerenders,
  openRerenders,
  orderRerenders,
  reopenRerender,
  settleRerenders,
  type ThumbnailRules,
  unorderedImages,
} from "../../db/rerenders.ts";
import { finishOutbox } from "../../db/outbox.ts";
import { HOUR_MS } from "../../limits.ts";
import type { PlatformDescriptor } from "../../platforms/platform.ts";
import { descriptors as registry } from "../../platforms/registry.ts";
import { plannedRules, thumbnailRules } from "./planned-rules.ts";
import { trySendRender } from "./send-render.ts";

/**
 * Pictures that may wait for the images Worker at once; new ones take places away. With four at a time and a second or two
 * each, this is a minute's work, and the cron runs every minute.
 */
const MAX_WAITING = 50;
/** A message of an earlier release lives for minutes at most. */
const LOOK_AGAIN_MS = HOUR_MS;

/**
 * The cron's step towards what the platforms ask for now: opens a row for each slot whose rule has changed, orders a bounded
 * number of the pictures that lack a file for it, and finishes rows with nothing left. Costs one small read when there is
 * nothing to do. Safe to run twice at once. What is left is what is not there, so there is no place to resume from.
 */
export async function renderAnew(
  app: AppContext,
  descriptors: readonly PlatformDescriptor[] = Object.values(registry),
): Promise<void> {
  const now = app.now();
  const planned = plannedRules(descriptors);
  const rows = await listRerenders(app.db);
  const isSame = (a: Rule, b: Rule) => a.platform === b.platform && a.slot === b.slot && a.rule === b.rule;
  const over = rows.filter((row) => !planned.some((each) => isSame(each, row)));
  const fresh = planned.filter((each) => !rows.some((row) => isSame(each, row)));
  await dropRerenders(
    app.db,
    over.map((row) => row.id),
  );
  await openRerenders(app.db, fresh, now);
  if (fresh.length === 0 && rows.every((row) => row.finishedAt !== null || over.includes(row))) return;

  const thumbnails = thumbnailRules(planned);
  const open = await countRenderOrders(app.db);
  const free = Math.max(0, MAX_WAITING - open.uploads - open.rerenders);
  const found = free === 0 ? [] : await unorderedImages(app.db, thumbnails, free);
  // Counting looks at every picture; in the middle of the work nothing can be over.
  if (fresh.length > 0 || found.length < free) await settle(app, thumbnails, fresh);
  for (const order of await orderRerenders(app.db, found, now)) await trySendRender(app, order.subjectId);
}

/** An hour after a rule was finished: pictures that turned up since open it again. */
export async function lookAgain(app: AppContext, rerenderId: string): Promise<void> {
  const thumbnails = thumbnailRules(plannedRules(Object.values(registry)));
  const reopened = await reopenRerender(app.db, rerenderId, thumbnails);
  await finishOutbox(app.db, "look_again", rerenderId);
  if (reopened) app.log.info("rerender_reopened", { rerender_id: rerenderId });
}

interface Rule {
  readonly platform: string;
  readonly slot: string;
  readonly rule: string;
}

async function settle(app: AppContext, thumbnails: ThumbnailRules, fresh: readonly Rule[]): Promise<void> {
  const counted = await settleRerenders(app.db, thumbnails, { now: app.now(), lookAgainMs: LOOK_AGAIN_MS });
  for (const { platform, slot, rule, total, done, failed, finishedAt } of counted) {
    const isFresh = fresh.some(
      (each) => each.platform === platform && each.slot === slot && each.rule === rule,
    );
    // A rule that no picture is concerned by is nothing to tell.
    if (total === 0) continue;
    const facts = { platform, slot, rule, total, done, failed };
    if (isFresh) app.log.info("rerender_begun", facts);
    else if (finishedAt === null) app.log.info("rerender_goes_on", facts);
    else app.log.info("rerender_finished", facts);
  }
}

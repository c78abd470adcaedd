import type { AppContext } from "../../context.ts";
import { findImages } from "../../db/find-images.ts";
import { currentLookId, type LookRow } from "../../db/looks.ts";
import { applyLookRow, findLook, listOverrides } from "../../db/saved-looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { requireNotRejected } from "../images/set-default.ts";
import { startSync } from "../syncs/start-sync.ts";
import type { SyncResource } from "../syncs/sync-resource.ts";
import { getLook } from "./list-looks.ts";
import type { LookResource } from "./look-resource.ts";
import { changedMeanwhile } from "./save-look.ts";

export interface AppliedLook {
  /** The current look as it is now. */
  readonly look: LookResource;
  /** The run that puts it everywhere; null when none was asked for. */
  readonly run: SyncResource | null;
}

/**
 * Makes a saved look's pictures and everything it says about single places the current look's, and with `sync` starts a
 * run. Without it nothing is sent. Throws 404, 409 for pictures that went or could not be read, then nothing was changed;
 * what a run refuses is thrown after the look has become current.
 */
export async function applyLook(
  app: AppContext,
  userId: string,
  id: string,
  options: { readonly sync: boolean },
): Promise<AppliedLook> {
  const look = await findLook(app.db, userId, id);
  if (look === null) throw new NotFoundError("look");
  await passWorkGate(app, "change-look", userId);
  await requireUsable(app, look);
  if (!(await applyLookRow(app.db, userId, id, app.now()))) {
    if ((await findLook(app.db, userId, id)) === null) throw new NotFoundError("look");
    throw changedMeanwhile();
  }
  const run = options.sync ? await startSync(app, userId, {}) : null;
  return { look: await getLook(app, userId, currentLookId(userId)), run };
}

async function requireUsable(app: AppContext, look: LookRow): Promise<void> {
  if (look.kind === "current")
    throw new ConflictError(
      "look_is_current",
      "This is the current look already. Put it everywhere with a run.",
    );
  if (look.kind === "restore_point") {
    throw new ConflictError(
      "look_read_only",
      "A restore point belongs to the accounts it was kept from. Put it back with POST /api/v1/restore.",
    );
  }
  const overrides = await listOverrides(app.db, look.userId, [look.id]);
  const ids = [look.avatarImageId, look.bannerImageId, ...overrides.map((each) => each.imageId)];
  const wanted = ids.filter((each) => each !== null);
  if (wanted.length === 0 && overrides.length === 0) {
    throw new ConflictError(
      "look_empty",
      "The pictures of this look were deleted. Give it others, or delete it; nothing was changed.",
    );
  }
  const images = await findImages(app.db, look.userId, wanted);
  for (const image of images.values()) requireNotRejected(image);
}

import type { AppContext } from "../../context.ts";
import { findCurrentLook } from "../../db/looks.ts";
import { countSavedLooks, insertSavedLook, listOverrides, type LookPictures } from "../../db/saved-looks.ts";
import { listConnectionRows } from "../../db/connections.ts";
import { ConflictError } from "../../errors.ts";
import { MAX_SAVED_LOOKS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { checkPictures, toOverrides } from "./check-pictures.ts";
import { cleanLookName } from "./clean-look-name.ts";
import { getLook } from "./list-looks.ts";
import type { NewLook } from "./look-input.ts";
import type { LookResource } from "./look-resource.ts";

/**
 * Saves a look: the pictures that are named, or the current look's with everything it says about single places. Nothing is
 * sent anywhere. Throws 409 at `MAX_SAVED_LOOKS` and for pictures nobody could read, 422 for what is not there.
 */
export async function saveLook(app: AppContext, userId: string, input: NewLook): Promise<LookResource> {
  const name = cleanLookName(input.name);
  await passWorkGate(app, "change-look", userId);
  await requireRoom(app, userId);
  const pictures = namesNone(input) ? await currentPictures(app, userId) : await named(app, userId, input);
  if (pictures.avatarImageId === null && pictures.bannerImageId === null && pictures.overrides.length === 0)
    throw new ConflictError("look_empty", "There is no picture in this look yet. Choose one first.");
  const row = { id: newId("look"), userId, name };
  if (!(await insertSavedLook(app.db, row, pictures, app.now()))) {
    await requireRoom(app, userId);
    throw changedMeanwhile();
  }
  return getLook(app, userId, row.id);
}

/** 409: a picture or connection went between the question and the deed. */
export function changedMeanwhile(): ConflictError {
  return new ConflictError(
    "look_changed",
    "A picture or an account of this look went away meanwhile. Nothing was changed; look again and choose anew.",
  );
}

function namesNone(input: NewLook): boolean {
  return (
    input.avatar_image_id === undefined &&
    input.banner_image_id === undefined &&
    input.overrides === undefined
  );
}

async function named(app: AppContext, userId: string, input: NewLook): Promise<LookPictures> {
  await checkPictures(app, userId, input);
  return {
    avatarImageId: input.avatar_image_id ?? null,
    bannerImageId: input.banner_image_id ?? null,
    overrides: toOverrides(input.overrides ?? []),
  };
}

async function currentPictures(app: AppContext, userId: string): Promise<LookPictures> {
  const current = await findCurrentLook(app.db, userId);
  if (current === null) return { avatarImageId: null, bannerImageId: null, overrides: [] };
  const [rows, connections] = await Promise.all([
    listOverrides(app.db, userId, [current.id]),
    listConnectionRows(app.db, userId),
  ]);
  const { avatarImageId, bannerImageId } = current;
  const overrides = rows.filter((row) => connections.some((each) => each.id === row.connectionId));
  const pictures = {
    avatar_image_id: avatarImageId,
    banner_image_id: bannerImageId,
    overrides: overrides.map((row) => ({
      connection_id: row.connectionId,
      slot: row.slot,
      image_id: row.imageId,
    })),
  };
  await checkPictures(app, userId, pictures);
  return { avatarImageId, bannerImageId, overrides: toOverrides(pictures.overrides) };
}

async function requireRoom(app: AppContext, userId: string): Promise<void> {
  const saved = await countSavedLooks(app.db, userId);
  if (saved < MAX_SAVED_LOOKS) return;
  throw new ConflictError(
    "looks_full",
    `You keep ${saved} looks; at most ${MAX_SAVED_LOOKS} fit. Delete one that you no longer need, then save again.`,
  );
}

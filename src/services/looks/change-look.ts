import type { AppContext } from "../../context.ts";
import { changeLookRow, findLook } from "../../db/saved-looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { checkPictures, toOverrides } from "./check-pictures.ts";
import { cleanLookName } from "./clean-look-name.ts";
import { getLook } from "./list-looks.ts";
import type { LookChange } from "./look-input.ts";
import type { LookResource } from "./look-resource.ts";
import { changedMeanwhile } from "./save-look.ts";

/**
 * Renames a saved look or changes what it or the current one shows; what is not named stays. Nothing is sent anywhere.
 * Throws 404, 409 for a restore point or the current look's name, 422 for what is not there.
 */
export async function changeLook(
  app: AppContext,
  userId: string,
  id: string,
  input: LookChange,
): Promise<LookResource> {
  const look = await findLook(app.db, userId, id);
  if (look === null) throw new NotFoundError("look");
  if (look.kind === "restore_point") {
    throw new ConflictError(
      "look_read_only",
      "A restore point says what was shown at its time, so it cannot be changed. It can be put back or deleted.",
    );
  }
  if (look.kind === "current" && input.name !== undefined) {
    throw new ConflictError(
      "look_is_current",
      "The current look has no name of its own. Save it as a look and name that.",
    );
  }
  const name = input.name === undefined ? {} : { name: cleanLookName(input.name) };
  await passWorkGate(app, "change-look", userId);
  await checkPictures(app, userId, input);
  const change = {
    ...name,
    ...(input.avatar_image_id === undefined ? {} : { avatarImageId: input.avatar_image_id }),
    ...(input.banner_image_id === undefined ? {} : { bannerImageId: input.banner_image_id }),
    ...(input.overrides === undefined ? {} : { overrides: toOverrides(input.overrides) }),
  };
  if (!(await changeLookRow(app.db, { id, userId }, change, app.now()))) {
    if ((await findLook(app.db, userId, id)) === null) throw new NotFoundError("look");
    throw changedMeanwhile();
  }
  return getLook(app, userId, id);
}

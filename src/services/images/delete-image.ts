import type { AppContext } from "../../context.ts";
import { deleteImageRows } from "../../db/image-bytes.ts";
import { findImage } from "../../db/images.ts";
import { findCurrentLook } from "../../db/looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { tryDeleteBytes } from "./delete-bytes.ts";

/**
 * Deletes a picture, its files and their rows. Refused with 409 while the current look uses it, unless `force`.
 * Rows go first, with orders to delete the bytes, so that nothing points at bytes that are gone and no bytes are
 * forgotten; bytes another picture shares stay.
 */
export async function deleteImage(
  app: AppContext,
  userId: string,
  id: string,
  options: { readonly force: boolean },
): Promise<void> {
  const [image, look] = await Promise.all([findImage(app.db, userId, id), findCurrentLook(app.db, userId)]);
  if (image === null) throw new NotFoundError("picture");
  const used = look?.avatarImageId === id || look?.bannerImageId === id;
  if (used && !options.force) {
    throw new ConflictError(
      "picture_in_use",
      "This picture is your current one. Make another one current first, or delete it with force.",
    );
  }
  // Before anything goes: after the answer this picture must not appear anywhere any more.
  await app.userSync.dropPicture(userId, id);
  await tryDeleteBytes(app, await deleteImageRows(app.db, { userId, id, now: app.now() }));
}

import type { AppContext } from "../../context.ts";
import { deleteImageRows, findImage, keysInUse, listVariants } from "../../db/images.ts";
import { findCurrentLook } from "../../db/looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";

/**
 * Deletes a picture, its files and their rows. Refused with 409 while the current look uses it, unless `force`.
 * Rows go first, so that nothing points at bytes that are gone; bytes another picture shares stay.
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
  const variants = await listVariants(app.db, userId, [id]);
  const keys = [image.originalKey, ...variants.map((variant) => variant.r2Key)];
  await deleteImageRows(app.db, userId, id);
  const kept = await keysInUse(app.db, userId, keys);
  await app.pictures.delete(keys.filter((key) => !kept.has(key)));
}

import type { AppContext } from "../../context.ts";
import { findVariantByMediaId } from "../../db/images.ts";
import { NotFoundError } from "../../errors.ts";
import type { StoredPicture } from "../../storage/picture-store.ts";

/** A rendered file by its unguessable public name. */
export async function getMedia(app: AppContext, mediaId: string, extension: string): Promise<StoredPicture> {
  const variant = await findVariantByMediaId(app.db, mediaId);
  const expected = variant?.format === "jpeg" ? "jpg" : variant?.format;
  if (variant === null || expected !== extension) throw new NotFoundError("picture");
  const stored = await app.pictures.get(variant.r2Key);
  if (stored === null) throw new NotFoundError("picture");
  return { bytes: stored.bytes, contentType: `image/${variant.format}` };
}

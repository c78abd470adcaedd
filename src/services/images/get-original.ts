import type { AppContext } from "../../context.ts";
import { findImage } from "../../db/images.ts";
import { NotFoundError } from "../../errors.ts";
import type { StoredPicture } from "../../storage/picture-store.ts";

/** The picture as it came, for its owner's cropper alone. Never public: it may still hold metadata. */
export async function getOriginal(app: AppContext, userId: string, id: string): Promise<StoredPicture> {
  const image = await findImage(app.db, userId, id);
  const stored = image === null ? null : await app.pictures.get(image.originalKey);
  if (stored === null) throw new NotFoundError("picture");
  return stored;
}

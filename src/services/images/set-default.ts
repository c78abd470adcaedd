import type { AppContext } from "../../context.ts";
import { findImage, type ImageRow } from "../../db/images.ts";
import { setCurrentPicture } from "../../db/looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { getImage } from "./get-image.ts";
import type { ImageResource } from "./image-resource.ts";

/** Makes a picture the current look's. Nothing is sent anywhere until the person asks for a sync. */
export async function setDefault(app: AppContext, userId: string, id: string): Promise<ImageResource> {
  const image = await findImage(app.db, userId, id);
  if (image === null) throw new NotFoundError("picture");
  requireNotRejected(image);
  await setCurrentPicture(app.db, { userId, slot: image.kind, imageId: id, now: app.now() });
  return getImage(app, userId, id);
}

/** Throws 409 for a picture that has no files and never will. */
export function requireNotRejected(image: Pick<ImageRow, "status">): void {
  if (image.status !== "rejected") return;
  throw new ConflictError("picture_rejected", "This picture could not be read. Upload another one.");
}

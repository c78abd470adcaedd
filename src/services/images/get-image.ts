import type { AppContext } from "../../context.ts";
import { findImage, listVariants } from "../../db/images.ts";
import { findCurrentLook } from "../../db/looks.ts";
import { NotFoundError } from "../../errors.ts";
import { type ImageResource, toImageResource } from "./image-resource.ts";

/** One picture of the user. Throws 404 when it is absent or somebody else's. */
export async function getImage(app: AppContext, userId: string, id: string): Promise<ImageResource> {
  const [image, look] = await Promise.all([findImage(app.db, userId, id), findCurrentLook(app.db, userId)]);
  if (image === null) throw new NotFoundError("picture");
  const isCurrent = look?.avatarImageId === id || look?.bannerImageId === id;
  const variants = await listVariants(app.db, userId, [id]);
  return toImageResource(image, variants, isCurrent, app.config.mediaOrigin);
}

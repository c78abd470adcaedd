import type { AppContext } from "../../context.ts";
import { listImageRows, listVariants } from "../../db/images.ts";
import { findCurrentLook } from "../../db/looks.ts";
import type { PagePosition } from "../../db/page-position.ts";
import { type ImageResource, toImageResource } from "./image-resource.ts";

const DEFAULT_LIMIT = 50;

/** The user's pictures, newest first. `after` is the picture to go on behind. */
export async function listImages(
  app: AppContext,
  userId: string,
  page: { readonly limit?: number; readonly after?: PagePosition | null } = {},
): Promise<ImageResource[]> {
  const [rows, look] = await Promise.all([
    listImageRows(app.db, userId, page.limit ?? DEFAULT_LIMIT, page.after ?? null),
    findCurrentLook(app.db, userId),
  ]);
  const variants = await listVariants(
    app.db,
    userId,
    rows.map((row) => row.id),
  );
  return rows.map((row) =>
    toImageResource(
      row,
      variants.filter((variant) => variant.imageId === row.id),
      look?.avatarImageId === row.id || look?.bannerImageId === row.id,
      app.config.mediaOrigin,
    ),
  );
}

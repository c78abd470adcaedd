import type { AppContext } from "../../context.ts";
import { listConnectionRows } from "../../db/connections.ts";
import { listThumbnails } from "../../db/thumbnails.ts";
import type { LookRow } from "../../db/looks.ts";
import type { PagePosition } from "../../db/page-position.ts";
import { findLook, listLookRows, listOverrides } from "../../db/saved-looks.ts";
import { NotFoundError } from "../../errors.ts";
import { type LookResource, toLookResource } from "./look-resource.ts";

/** The user's looks, newest first. `after` is the look to go on behind. */
export async function listLooks(
  app: AppContext,
  userId: string,
  page: { limit: number; after: PagePosition | null; kind: LookRow["kind"] | null },
): Promise<LookResource[]> {
  return toResources(app, userId, await listLookRows(app.db, userId, page));
}

/** One look of the user. Throws 404 when it is absent or somebody else's. */
export async function getLook(app: AppContext, userId: string, id: string): Promise<LookResource> {
  const row = await findLook(app.db, userId, id);
  if (row === null) throw new NotFoundError("look");
  const [resource] = await toResources(app, userId, [row]);
  if (resource === undefined) throw new NotFoundError("look");
  return resource;
}

async function toResources(
  app: AppContext,
  userId: string,
  rows: readonly LookRow[],
): Promise<LookResource[]> {
  const [overrides, connections] = await Promise.all([
    listOverrides(
      app.db,
      userId,
      rows.map((row) => row.id),
    ),
    listConnectionRows(app.db, userId),
  ]);
  const imageIds = [
    ...rows.flatMap((row) => [row.avatarImageId, row.bannerImageId]),
    ...overrides.map((each) => each.imageId),
  ].filter((id) => id !== null);
  const thumbnails = await listThumbnails(app.db, userId, imageIds);
  const around = { overrides, connections, thumbnails, mediaOrigin: app.config.mediaOrigin };
  return rows.map((row) => toLookResource(row, around));
}

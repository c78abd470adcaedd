import type { AppContext } from "../../context.ts";
import { deleteImageRows } from "../../db/image-bytes.ts";
import { findImage } from "../../db/images.ts";
import { looksWith, type LookUse } from "../../db/looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { tryDeleteBytes } from "./delete-bytes.ts";
import { tryPurgeMedia } from "./purge-media.ts";

/** Looks that a refusal names; of more it says how many. */
const NAMED = 3;

/**
 * Deletes a picture, its files and their rows. Refused with 409 while a look uses it, the current one or a saved one,
 * unless `force`; restore points keep bytes of their own. Rows go first, with orders to delete the bytes and the copies in
 * caches, so that nothing points at bytes that are gone and nothing is forgotten; bytes another picture shares stay.
 */
export async function deleteImage(
  app: AppContext,
  userId: string,
  id: string,
  options: { readonly force: boolean },
): Promise<void> {
  if ((await findImage(app.db, userId, id)) === null) throw new NotFoundError("picture");
  if (!options.force) await requireUnused(app, userId, id);
  // Before anything goes: after the answer this picture must not appear anywhere any more.
  await app.userSync.dropPicture(userId, id);
  const orders = await deleteImageRows(app.db, { userId, id, unlessUsed: !options.force, now: app.now() });
  if (orders === null) {
    // A look took it up meanwhile, or another request deleted it.
    await requireUnused(app, userId, id);
    throw new NotFoundError("picture");
  }
  await tryDeleteBytes(app, orders.bytes);
  await tryPurgeMedia(app, orders.copies);
}

async function requireUnused(app: AppContext, userId: string, id: string): Promise<void> {
  const uses = await looksWith(app.db, userId, id);
  if (uses.length === 0) return;
  throw new ConflictError(
    "picture_in_use",
    `This picture is used by ${whereUsed(uses)}. Choose another one there first, or delete it with force.`,
  );
}

function whereUsed(uses: readonly LookUse[]): string {
  const names = uses.map(({ kind, name }) =>
    kind === "current" ? "your current look" : `the look “${name}”`,
  );
  if (names.length > NAMED) names.splice(NAMED - 1, Infinity, `${names.length - NAMED + 1} more looks`);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} and ${last}`;
}

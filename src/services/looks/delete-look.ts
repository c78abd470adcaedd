import type { AppContext } from "../../context.ts";
import { deleteLookRow } from "../../db/delete-look.ts";
import { findLook } from "../../db/saved-looks.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { tryDeleteBytes } from "../images/delete-bytes.ts";

/**
 * Deletes a saved look or a restore point. Pictures of the library stay; what a restore point alone kept of a platform's
 * pictures goes. Throws 404, 409 for the current look and for a restore point whose run is still at work.
 */
export async function deleteLook(app: AppContext, userId: string, id: string): Promise<void> {
  const look = await findLook(app.db, userId, id);
  if (look === null) throw new NotFoundError("look");
  if (look.kind === "current") {
    throw new ConflictError(
      "look_is_current",
      "The current look cannot be deleted. Give it other pictures, or delete those it shows.",
    );
  }
  const orders = await deleteLookRow(app.db, userId, id, app.now());
  if (orders === null) {
    if ((await findLook(app.db, userId, id)) === null) throw new NotFoundError("look");
    throw new ConflictError(
      "run_running",
      "The run this was kept for is still at work. Wait until it has ended, or stop it, then delete.",
    );
  }
  await tryDeleteBytes(app, orders);
}

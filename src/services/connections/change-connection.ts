import * as z from "zod";

import type { AppContext } from "../../context.ts";
import { changeConnection as changeRow, findConnection } from "../../db/connections.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { SLOTS } from "../../platforms/platform.ts";
import type { ConnectionResource } from "./connection-resource.ts";
import { getConnection } from "./list-connections.ts";

/** What a person sets of a connection; what is absent stays. */
export const changeConnectionInput = z.strictObject({
  /** True: nothing is written there, by no run, until it goes on. */
  paused: z.boolean().optional(),
  /** What a run puts there unless it names slots itself. May be empty. */
  slots: z.array(z.enum(SLOTS)).max(SLOTS.length).optional(),
});
export type ChangeConnectionInput = z.infer<typeof changeConnectionInput>;

/**
 * Pauses a connection or lets it go on, and sets its slots. A pause also stops what runs have not written yet; what was
 * sent is still checked. Throws 404, and 409 for one whose setup was never finished.
 */
export async function changeConnection(
  app: AppContext,
  userId: string,
  id: string,
  input: ChangeConnectionInput,
): Promise<ConnectionResource> {
  const row = await findConnection(app.db, userId, id);
  if (row === null) throw new NotFoundError("connection");
  const { paused, slots } = input;
  if (paused !== undefined && row.status === "finish_setup") {
    throw new ConflictError(
      "setup_unfinished",
      "Connecting this account was not finished. Connect it again first.",
    );
  }
  // Between the two nothing may be written: a pause is in D1 first, its end is there last.
  if (paused === false) await app.userSync.hold(userId, id, false);
  const changed = await changeRow(app.db, { userId, id, paused, slots, now: app.now() });
  if (!changed) throw new NotFoundError("connection");
  if (paused === true) await app.userSync.hold(userId, id, true);
  return getConnection(app, userId, id);
}

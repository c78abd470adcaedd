import type { AppContext } from "../../context.ts";
import {
  addResealed,
  finishPass,
  forgetPasses,
  listRotations,
  reopenPass,
  startPass,
} from "../../db/vault-rotations.ts";
import { SECOND_MS } from "../../limits.ts";
import { resealEverything } from "./reseal-everything.ts";
import { checkPass, type RotationPhase, rotationState, wasOvertaken } from "./rotation-state.ts";

/** One run of the cron works this long at most; the next one goes on. */
const RUN_MS = 20 * SECOND_MS;

/**
 * The cron's step towards the ring's primary key: does nothing once everything at rest is sealed with it. Otherwise seals
 * anew what is not, and goes on at the next run. The rotation has ended when a pass found nothing under another key and
 * another one, an hour later, found nothing either. Needs no place to resume from: what is left is what is not under the
 * primary key. Safe to run twice at once. Returns where the rotation stands.
 */
export async function rotateVault(app: AppContext): Promise<RotationPhase> {
  const { primary } = app.vault.keyIds;
  const check = checkPass(primary);
  const rows = await listRotations(app.db);
  const before = wasOvertaken(rows, primary) ? "working" : rotationState(rows, primary, app.now()).phase;
  if (before === "finished" || before === "waiting") return before;
  if (wasOvertaken(rows, primary)) await forgetPasses(app.db, [primary, check]);
  await startPass(app.db, primary, app.now());
  const { resealed, left } = await resealEverything(app, app.now() + RUN_MS);
  if (resealed > 0) await addResealed(app.db, primary, resealed);
  if (resealed > 0 || left > 0) {
    // Also when it looked finished an hour ago: then the hour begins anew.
    await reopenPass(app.db, primary);
    app.log.info("vault_rotating", { key_id: primary, resealed, left });
    return "working";
  }
  if (before === "working") {
    await finishPass(app.db, primary, app.now());
    return "waiting";
  }
  await startPass(app.db, check, app.now());
  await finishPass(app.db, check, app.now());
  app.log.info("vault_rotated", { key_id: primary });
  return "finished";
}

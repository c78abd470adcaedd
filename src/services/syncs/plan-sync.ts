import type { AppContext } from "../../context.ts";
import { listConnectionRows } from "../../db/connections.ts";
import { planHash } from "../../sync/plan-hash.ts";
import { findShownLook } from "../looks/find-shown-look.ts";
import { passWorkGate } from "../gates/pass-gate.ts";
import { type Choice, chooseTargets } from "./choose-targets.ts";
import { makePlan } from "./make-plan.ts";
import { type PlanResource, toPlanResource } from "./plan-resource.ts";

/**
 * What a run with this choice would do, and nothing of it: no row, no message, no write at a platform. Waits for the
 * platforms as long as `observeAccounts` does. Throws like `startSync`.
 */
export async function planSync(app: AppContext, userId: string, choice: Choice): Promise<PlanResource> {
  await passWorkGate(app, "plan-run", userId);
  const [shown, connections] = await Promise.all([
    findShownLook(app, userId),
    listConnectionRows(app.db, userId),
  ]);
  const { targets, leftOut } = chooseTargets(app, shown, connections, choice);
  const planned = await makePlan(app, userId, targets);
  const hash = await planHash(planned.map(({ item }) => item));
  const { mediaOrigin } = app.config;
  return toPlanResource({ hash, at: app.now(), planned, leftOut, mediaOrigin });
}

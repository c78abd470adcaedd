import { Hono, type Context } from "hono";

import { InvalidInputError } from "../errors.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import type { PlanResource } from "../services/syncs/plan-resource.ts";
import { planSync } from "../services/syncs/plan-sync.ts";
import { fetchShownPicture } from "../services/syncs/read-shown-picture.ts";
import { openShownUrl, sealShownUrl } from "../services/syncs/shown-link.ts";
import type { StartSyncInput } from "../services/syncs/start-sync.ts";
import { renderDocument } from "../views/document.ts";
import { OverviewPage } from "../views/pages/overview.tsx";
import { type PlanFields, shownKey, SyncPlanPage } from "../views/pages/sync-plan.tsx";
import { formAgain } from "./form-problem.ts";
import { ALL_PLATFORMS, overviewProps, viewerOf } from "./page-props.ts";
import { readChoice } from "./sync-choice.ts";
import { sendShownPicture } from "./send-shown-picture.ts";

/** `/syncs/plan`: what a run would do. A form, not an address: making a plan asks every platform. */
export const syncPlanRoutes = new Hono<SignedInEnv>()
  .use("/syncs/plan", requireSession)
  .use("/syncs/plan/*", requireSession)
  .post("/syncs/plan", async (c) => {
    try {
      return c.html(renderDocument(await planPage(c, await readChoice(c), null)));
    } catch (thrown) {
      if (!(thrown instanceof InvalidInputError)) throw thrown;
      const props = await overviewProps(c.get("app"), c.get("session"));
      return formAgain(c, thrown, <OverviewPage {...props} problem={thrown.message} />);
    }
  })
  .get("/syncs/plan/shown/:name", async (c) => {
    const app = c.get("app");
    const url = await openShownUrl(app, c.get("session").userId, c.req.param("name"));
    return sendShownPicture(c, await fetchShownPicture(app, url));
  });

/** The page of a plan made now. */
export async function planPage(
  c: Context<SignedInEnv>,
  { choice, fields }: { readonly choice: Omit<StartSyncInput, "dry_run">; readonly fields: PlanFields },
  problem: string | null,
) {
  const app = c.get("app");
  const session = c.get("session");
  const plan = await planSync(app, session.userId, choice);
  return (
    <SyncPlanPage
      viewer={viewerOf(session)}
      plan={plan}
      platforms={ALL_PLATFORMS}
      shownUrls={await shownUrls(c, plan)}
      fields={fields}
      now={app.now()}
      problem={problem}
    />
  );
}

async function shownUrls(c: Context<SignedInEnv>, plan: PlanResource): Promise<Record<string, string>> {
  const links = plan.targets.map(async (target) => {
    if (target.now.url === null) return [];
    const name = await sealShownUrl(c.get("app"), c.get("session").userId, target.now.url);
    return [[shownKey(target), `/syncs/plan/shown/${name}`] as const];
  });
  return Object.fromEntries((await Promise.all(links)).flat());
}

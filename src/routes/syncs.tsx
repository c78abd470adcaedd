import { Hono } from "hono";

import { AppError, InvalidInputError } from "../errors.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { listImages } from "../services/images/list-images.ts";
import { cancelSync } from "../services/syncs/cancel-sync.ts";
import { getSync } from "../services/syncs/get-sync.ts";
import { listSyncs } from "../services/syncs/list-syncs.ts";
import { readShownPicture } from "../services/syncs/read-shown-picture.ts";
import { retryTarget } from "../services/syncs/retry-target.ts";
import { startSync } from "../services/syncs/start-sync.ts";
import { renderDocument } from "../views/document.ts";
import { OverviewPage } from "../views/pages/overview.tsx";
import { SyncRunPage } from "../views/pages/sync-run.tsx";
import { SyncsPage } from "../views/pages/syncs.tsx";
import { formAgain, readFields } from "./form-problem.ts";
import { ALL_PLATFORMS, overviewProps, viewerOf } from "./page-props.ts";
import { sendShownPicture } from "./send-shown-picture.ts";
import { readChoice } from "./sync-choice.ts";
import { planPage } from "./sync-plan.tsx";

/** Refusals that a new plan answers: it says what changed, or what a platform would announce. */
const NEEDS_A_LOOK: ReadonlySet<string> = new Set(["plan_changed", "approval_needed"]);

/** `/syncs`: the runs, one run, starting and stopping it, and what a platform shows now. */
export const syncsRoutes = new Hono<SignedInEnv>()
  .use("/syncs", requireSession)
  .use("/syncs/*", requireSession)
  .get("/syncs", async (c) => {
    const app = c.get("app");
    const session = c.get("session");
    const runs = await listSyncs(app, session.userId);
    return c.html(
      renderDocument(
        <SyncsPage viewer={viewerOf(session)} runs={runs} platforms={ALL_PLATFORMS} now={app.now()} />,
      ),
    );
  })
  .post("/syncs", async (c) => {
    const app = c.get("app");
    const session = c.get("session");
    const chosen = await readChoice(c);
    try {
      const run = await startSync(app, session.userId, chosen.choice);
      return c.redirect(`/syncs/${run.id}`, 303);
    } catch (thrown) {
      if (thrown instanceof AppError && NEEDS_A_LOOK.has(thrown.code))
        return formAgain(c, thrown, await planPage(c, chosen, thrown.message));
      if (!(thrown instanceof InvalidInputError)) throw thrown;
      const props = await overviewProps(app, session);
      return formAgain(c, thrown, <OverviewPage {...props} problem={thrown.message} />);
    }
  })
  .get("/syncs/:id", async (c) => {
    const app = c.get("app");
    const session = c.get("session");
    const [run, images] = await Promise.all([
      getSync(app, session.userId, c.req.param("id")),
      listImages(app, session.userId),
    ]);
    const pictureUrls = Object.fromEntries(
      images.flatMap((image) => (image.thumbnail_url === null ? [] : [[image.id, image.thumbnail_url]])),
    );
    const props = { viewer: viewerOf(session), run, platforms: ALL_PLATFORMS, pictureUrls, now: app.now() };
    return c.html(renderDocument(<SyncRunPage {...props} />));
  })
  .post("/syncs/:id/cancel", async (c) => {
    const run = await cancelSync(c.get("app"), c.get("session").userId, c.req.param("id"));
    return c.redirect(`/syncs/${run.id}`, 303);
  })
  .post("/syncs/:id/targets/:target/retry", async (c) => {
    const { id: syncId, target: targetId } = c.req.param();
    const { overwrite } = await readFields(c);
    const ids = { syncId, targetId };
    await retryTarget(c.get("app"), c.get("session").userId, ids, { overwrite: overwrite === "true" });
    return c.redirect(`/syncs/${encodeURIComponent(syncId)}`, 303);
  })
  .get("/syncs/:id/targets/:target/shown", async (c) => {
    const { id, target } = c.req.param();
    const shown = await readShownPicture(c.get("app"), c.get("session").userId, id, target);
    return sendShownPicture(c, shown);
  });

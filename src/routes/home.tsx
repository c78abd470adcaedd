import { Hono } from "hono";

import { renderDocument } from "../views/document.ts";
import { LandingPage } from "../views/pages/landing.tsx";
import { OverviewPage } from "../views/pages/overview.tsx";
import type { HonoEnv } from "./app-env.ts";
import { ALL_PLATFORMS, overviewProps } from "./page-props.ts";

/** `/`: what Linkarooie does for strangers, how one looks for people who are signed in. */
export const homeRoutes = new Hono<HonoEnv>().get("/", async (c) => {
  const app = c.get("app");
  const session = c.get("session");
  if (session !== null)
    return c.html(renderDocument(<OverviewPage {...await overviewProps(app, session)} />));
  const platforms = ALL_PLATFORMS.map(({ id, name, slots }) => ({ id, name, mask: slots.avatar.mask }));
  return c.html(renderDocument(<LandingPage platforms={platforms} at={new Date(app.now()).toISOString()} />));
});

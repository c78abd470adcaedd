import { Hono } from "hono";

import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { renderDocument } from "../views/document.ts";
import { SettingsSignInPage } from "../views/pages/settings-sign-in.tsx";
import { viewerOf } from "./page-props.ts";

/** What has just been done, by the word in the address; only words of ours are spoken. */
const NOTICES: Readonly<Record<string, string>> = {};

/** `/settings/sign-in`: every way somebody can sign in. */
export const settingsSignInRoutes = new Hono<SignedInEnv>()
  .use("/settings/sign-in", requireSession)
  .get("/settings/sign-in", (c) => {
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    return c.html(renderDocument(<SettingsSignInPage viewer={viewerOf(c.get("session"))} notice={notice} />));
  });

import { Hono } from "hono";

import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { hasPassword } from "../services/passwords/has-password.ts";
import { hasRecentProof } from "../services/sessions/recent-proof.ts";
import { renderDocument } from "../views/document.ts";
import { SettingsSignInPage } from "../views/pages/settings-sign-in.tsx";
import { viewerOf } from "./page-props.ts";

/** What has just been done, by the word in the address; only words of ours are spoken. */
const NOTICES: Readonly<Record<string, string>> = {
  password_changed: "Your password is the new one, and you are signed out everywhere else.",
};

/** `/settings/sign-in`: every way somebody can sign in. */
export const settingsSignInRoutes = new Hono<SignedInEnv>()
  .use("/settings/sign-in", requireSession)
  .get("/settings/sign-in", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const password = {
      email: session.email,
      hasPassword: await hasPassword(app, session.userId),
      recentProof: hasRecentProof(session, app.now()),
    };
    const props = { viewer: viewerOf(session), notice, password };
    return c.html(renderDocument(<SettingsSignInPage {...props} />));
  });

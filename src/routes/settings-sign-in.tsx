import { Hono } from "hono";

import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { listIdentities } from "../services/identities/list-identities.ts";
import { renderDocument } from "../views/document.ts";
import { loginProblemWords } from "../views/login-problem-words.ts";
import { SettingsSignInPage } from "../views/pages/settings-sign-in.tsx";
import { offeredProviders, providerName, viewerOf } from "./page-props.ts";

/** What has just been done, by the word in the address; only words of ours are spoken. */
const NOTICES: Readonly<Record<string, string>> = {
  identity_linked: "The account is linked. It opens this one from now on.",
  identity_removed: "The account is no longer linked.",
};

/** `/settings/sign-in`: every way somebody can sign in. */
export const settingsSignInRoutes = new Hono<SignedInEnv>()
  .use("/settings/sign-in", requireSession)
  .get("/settings/sign-in", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const linked = {
      identities: await listIdentities(app, session.userId),
      providers: offeredProviders(app),
      problem: loginProblemWords(c.req.query("problem"), providerName(c.req.query("provider"))),
      now: app.now(),
    };
    const props = { viewer: viewerOf(session), notice, linked };
    return c.html(renderDocument(<SettingsSignInPage {...props} />));
  });

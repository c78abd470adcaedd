import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { readMe } from "../services/accounts/read-me.ts";
import { changeHandle } from "../services/profiles/change-handle.ts";
import { hasRecentProof } from "../services/sessions/recent-proof.ts";
import { SettingsAccountPage } from "../views/pages/settings-account.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";

/** `/settings/handle`: the form of the section "Your name here". */
export const settingsHandleRoutes = new Hono<SignedInEnv>().post(
  "/settings/handle",
  requireSession,
  async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const { handle = "" } = await readFields(c);
    try {
      await changeHandle(app, session, handle, clientInfo(c));
    } catch (thrown) {
      const error = formProblem(thrown);
      const me = await readMe(app, session.userId);
      const section = { value: handle, error: error.message };
      const now = app.now();
      const props = {
        viewer: viewerOf(session),
        me,
        handle: section,
        now,
        notice: null,
        recentProof: hasRecentProof(session, now),
      };
      return formAgain(c, error, <SettingsAccountPage {...props} />);
    }
    return c.redirect("/settings?done=handle_changed", 303);
  },
);

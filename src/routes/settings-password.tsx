import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { requireRecentProof, requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { changePasswordBody } from "../services/accounts/account-schemas.ts";
import { changePassword } from "../services/passwords/change-password.ts";
import { renderDocument } from "../views/document.ts";
import { SettingsPasswordPage } from "../views/pages/settings-password.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { readBody } from "./read-body.ts";
import { keepCookie } from "./sign-in-cookies.ts";

/** `/settings/password`: sets a password, the first or another. The form stands on `/settings/sign-in` too. */
export const settingsPasswordRoutes = new Hono<SignedInEnv>()
  .use("/settings/password", requireSession, requireRecentProof)
  .get("/settings/password", (c) => {
    const session = c.get("session");
    return c.html(renderDocument(<SettingsPasswordPage viewer={viewerOf(session)} email={session.email} />));
  })
  .post("/settings/password", async (c) => {
    const session = c.get("session");
    const { password = "" } = await readFields(c);
    try {
      const body = readBody(changePasswordBody, { password });
      keepCookie(c, "session", await changePassword(c.get("app"), session, body, clientInfo(c)));
    } catch (thrown) {
      const error = formProblem(thrown);
      const message = error.errors.length === 0 ? error.message : null;
      const props = { viewer: viewerOf(session), email: session.email, message, errors: error.errors };
      return formAgain(c, error, <SettingsPasswordPage {...props} />);
    }
    return c.redirect("/settings/sign-in?done=password_changed", 303);
  });

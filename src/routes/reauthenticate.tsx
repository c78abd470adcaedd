import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { reauthenticate } from "../services/sessions/reauthenticate.ts";
import { renderDocument } from "../views/document.ts";
import { ReauthenticatePage } from "../views/pages/reauthenticate.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { keepCookie } from "./sign-in-cookies.ts";

/** `/reauthenticate`: show again who it is, then go on where one was. */
export const reauthenticateRoutes = new Hono<SignedInEnv>()
  .use("/reauthenticate", requireSession)
  .get("/reauthenticate", (c) => {
    const session = c.get("session");
    const next = nextPath(c.req.query("next"), "/settings");
    return c.html(
      renderDocument(<ReauthenticatePage viewer={viewerOf(session)} email={session.email} next={next} />),
    );
  })
  .post("/reauthenticate", async (c) => {
    const session = c.get("session");
    const { password = "", next: wanted } = await readFields(c);
    const next = nextPath(wanted, "/settings");
    try {
      keepCookie(c, "session", await reauthenticate(c.get("app"), session, { password }, clientInfo(c)));
    } catch (thrown) {
      const error = formProblem(thrown);
      const props = { viewer: viewerOf(session), email: session.email, next, message: error.message };
      return formAgain(c, error, <ReauthenticatePage {...props} />);
    }
    return c.redirect(next, 303);
  });

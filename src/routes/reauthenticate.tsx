import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { providerProofs } from "../services/identities/provider-proofs.ts";
import { reauthenticate } from "../services/sessions/reauthenticate.ts";
import { renderDocument } from "../views/document.ts";
import { loginProblemWords } from "../views/login-problem-words.ts";
import { ReauthenticatePage } from "../views/pages/reauthenticate.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { providerName, viewerOf } from "./page-props.ts";
import { keepCookie } from "./sign-in-cookies.ts";

/** `/reauthenticate`: show again who it is, then go on where one was. */
export const reauthenticateRoutes = new Hono<SignedInEnv>()
  .use("/reauthenticate", requireSession)
  .get("/reauthenticate", async (c) => {
    const session = c.get("session");
    const next = nextPath(c.req.query("next"), "/settings");
    const providers = await providerProofs(c.get("app"), session.userId);
    const message = loginProblemWords(c.req.query("problem"), providerName(c.req.query("provider")));
    const props = { viewer: viewerOf(session), email: session.email, next, message, providers };
    return c.html(renderDocument(<ReauthenticatePage {...props} />));
  })
  .post("/reauthenticate", async (c) => {
    const session = c.get("session");
    const { password = "", next: wanted } = await readFields(c);
    const next = nextPath(wanted, "/settings");
    try {
      keepCookie(c, "session", await reauthenticate(c.get("app"), session, { password }, clientInfo(c)));
    } catch (thrown) {
      const error = formProblem(thrown);
      const providers = await providerProofs(c.get("app"), session.userId);
      const props = {
        viewer: viewerOf(session),
        email: session.email,
        next,
        message: error.message,
        providers,
      };
      return formAgain(c, error, <ReauthenticatePage {...props} />);
    }
    return c.redirect(next, 303);
  });

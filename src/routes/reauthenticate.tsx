import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { proofWays } from "../services/sessions/proof-ways.ts";
import { reauthenticate } from "../services/sessions/reauthenticate.ts";
import { renderDocument } from "../views/document.ts";
import { ReauthenticatePage } from "../views/pages/reauthenticate.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { codeKind } from "./sign-in-code.tsx";
import { keepCookie } from "./sign-in-cookies.ts";

/** `/reauthenticate`: show again who it is, then go on where one was. */
export const reauthenticateRoutes = new Hono<SignedInEnv>()
  .use("/reauthenticate", requireSession)
  .get("/reauthenticate", async (c) => {
    const session = c.get("session");
    const props = {
      viewer: viewerOf(session),
      email: session.email,
      ways: await proofWays(c.get("app"), session.userId),
      kind: codeKind(c.req.query("with")),
      next: nextPath(c.req.query("next"), "/settings"),
    };
    return c.html(renderDocument(<ReauthenticatePage {...props} />));
  })
  .post("/reauthenticate", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const { password = "", code = "", with: kind, next: wanted } = await readFields(c);
    const next = nextPath(wanted, "/settings");
    const body = code.trim() === "" ? { password } : { password, code };
    try {
      keepCookie(c, "session", await reauthenticate(app, session, body, clientInfo(c)));
    } catch (thrown) {
      const error = formProblem(thrown);
      const ways = await proofWays(app, session.userId);
      const props = { viewer: viewerOf(session), email: session.email, ways, kind: codeKind(kind), next };
      const said = { message: error.message, errors: error.errors };
      return formAgain(c, error, <ReauthenticatePage {...props} {...said} />);
    }
    return c.redirect(next, 303);
  });

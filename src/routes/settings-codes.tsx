import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { requireRecentProof, requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { beginTotp, readEnrolment } from "../services/totp/begin-totp.ts";
import { confirmTotp } from "../services/totp/confirm-totp.ts";
import { disableTotp } from "../services/totp/disable-totp.ts";
import { renewRecoveryCodes } from "../services/totp/renew-recovery-codes.ts";
import { codeNeeded } from "../services/totp/totp-errors.ts";
import { renderDocument } from "../views/document.ts";
import { CodesSetUpPage } from "../views/pages/codes-set-up.tsx";
import { ConfirmPage } from "../views/pages/confirm-page.tsx";
import { RecoveryCodesPage } from "../views/pages/recovery-codes.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { keepCookie } from "./sign-in-cookies.ts";

const BACK = { section: "settings", cancelHref: "/settings/sign-in", cancel: "Leave it as it is" } as const;

/** `/settings/codes`: setting an app up, its recovery codes, switching codes off. All of it asks for a recent proof. */
export const settingsCodesRoutes = new Hono<SignedInEnv>()
  .use("/settings/codes", requireSession, requireRecentProof)
  .use("/settings/codes/*", requireSession, requireRecentProof)
  .post("/settings/codes", async (c) => {
    await beginTotp(c.get("app"), c.get("session"));
    return c.redirect("/settings/codes", 303);
  })
  .get("/settings/codes", async (c) => {
    const session = c.get("session");
    const enrolment = await readEnrolment(c.get("app"), session);
    if (enrolment === null) return c.redirect("/settings/sign-in#codes", 303);
    return c.html(renderDocument(<CodesSetUpPage viewer={viewerOf(session)} enrolment={enrolment} />));
  })
  .post("/settings/codes/confirm", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const viewer = viewerOf(session);
    const { code = "" } = await readFields(c);
    const enrolment = await readEnrolment(app, session);
    // Nothing is being set up: the page itself says what can be done.
    if (enrolment === null) return c.redirect("/settings/sign-in#codes", 303);
    try {
      if (code.trim() === "") throw codeNeeded();
      const { codes, sessionSecret } = await confirmTotp(app, session, { code }, clientInfo(c));
      keepCookie(c, "session", sessionSecret);
      const props = { viewer, codes, next: "/settings/sign-in?done=codes_on" };
      return c.html(renderDocument(<RecoveryCodesPage {...props} notice="Codes are on." />));
    } catch (thrown) {
      const error = formProblem(thrown);
      const props = { viewer, enrolment, errors: error.errors };
      const message = error.errors.length === 0 ? error.message : null;
      return formAgain(c, error, <CodesSetUpPage {...props} message={message} />);
    }
  })
  .get("/settings/codes/recovery", (c) =>
    c.html(
      renderDocument(
        <ConfirmPage
          {...BACK}
          viewer={viewerOf(c.get("session"))}
          title="Make new recovery codes?"
          action="/settings/codes/recovery"
          confirm="Make new codes"
        >
          <p>You get ten new ones, shown once. The old ones stop working, on paper too.</p>
        </ConfirmPage>,
      ),
    ),
  )
  .post("/settings/codes/recovery", async (c) => {
    const session = c.get("session");
    const codes = await renewRecoveryCodes(c.get("app"), session, clientInfo(c));
    const props = { viewer: viewerOf(session), codes, next: "/settings/sign-in?done=codes_renewed" };
    return c.html(
      renderDocument(<RecoveryCodesPage {...props} notice="The old recovery codes no longer work." />),
    );
  })
  .get("/settings/codes/off", (c) =>
    c.html(
      renderDocument(
        <ConfirmPage
          {...BACK}
          viewer={viewerOf(c.get("session"))}
          title="Switch codes off?"
          action="/settings/codes/off"
          confirm="Switch codes off"
        >
          <p>
            Your password alone opens your account again. The key in your app and your recovery codes stop
            working.
          </p>
        </ConfirmPage>,
      ),
    ),
  )
  .post("/settings/codes/off", async (c) => {
    await disableTotp(c.get("app"), c.get("session"), clientInfo(c));
    return c.redirect("/settings/sign-in?done=codes_off", 303);
  });

import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { demoSignInAvailable } from "../services/sessions/demo-sign-in.ts";
import { finishSignIn, owesCode } from "../services/sessions/finish-sign-in.ts";
import { codeNeeded } from "../services/totp/totp-errors.ts";
import type { CodeKind } from "../views/components/code-field.tsx";
import { renderDocument } from "../views/document.ts";
import { SignInCodePage } from "../views/pages/sign-in-code.tsx";
import { SignInPage } from "../views/pages/sign-in.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { offeredProviders } from "./page-props.ts";
import { wantedPath } from "./sign-in.tsx";
import { dropCookie, keepSession } from "./sign-in-cookies.ts";

/** `/sign-in/code`: the second step of signing in, for browsers that gave the first factor. */
export const signInCodeRoutes = new Hono<HonoEnv>()
  .get("/sign-in/code", async (c) => {
    const next = wantedPath(c.req.query("next"));
    if (await owesCode(c.get("app"), clientInfo(c))) {
      return c.html(renderDocument(<SignInCodePage kind={codeKind(c.req.query("with"))} next={next} />));
    }
    if (c.get("session") !== null) return c.redirect(next ?? "/", 303);
    return c.redirect(next === null ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`, 303);
  })
  .post("/sign-in/code", async (c) => {
    const app = c.get("app");
    const { code = "", next, with: kind } = await readFields(c);
    try {
      if (code.trim() === "") throw codeNeeded();
      keepSession(c, await finishSignIn(app, { code }, clientInfo(c)));
      dropCookie(c, "secondFactor");
    } catch (thrown) {
      const error = formProblem(thrown);
      const { errors, message } = error;
      if (error.code === "second_factor_expired") {
        const providers = offeredProviders(app);
        const props = { next: wantedPath(next), message, demo: demoSignInAvailable(app.config), providers };
        return formAgain(c, error, <SignInPage {...props} />);
      }
      const props = { kind: codeKind(kind), next: wantedPath(next), errors };
      return formAgain(
        c,
        error,
        <SignInCodePage {...props} message={errors.length === 0 ? message : null} />,
      );
    }
    return c.redirect(nextPath(next), 303);
  });

/** Which of the two the page asks for; it takes either. */
export function codeKind(wanted: string | undefined): CodeKind {
  return wanted === "recovery" ? "recovery" : "app";
}

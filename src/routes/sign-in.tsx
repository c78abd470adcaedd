import { Hono } from "hono";

import { AppError } from "../errors.ts";
import { clientInfo } from "../http/client-info.ts";
import { nextPath } from "../http/next-path.ts";
import { mailedLink } from "../middleware/mailed-link.ts";
import { signInBody } from "../services/accounts/account-schemas.ts";
import { demoSignInAvailable } from "../services/sessions/demo-sign-in.ts";
import { signIn } from "../services/sessions/sign-in.ts";
import { signOut } from "../services/sessions/sign-out.ts";
import { renderDocument } from "../views/document.ts";
import { SignInPage } from "../views/pages/sign-in.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { dropCookie, keepOutcome } from "./sign-in-cookies.ts";

const NOTICES: Readonly<Record<string, string>> = {
  verified: "Your address is confirmed. Sign in with your password.",
  password_changed: "Your password is the new one. Sign in with it.",
  signed_out: "You are signed out.",
};

/** `/sign-in` and `/sign-out`. */
export const signInRoutes = new Hono<HonoEnv>()
  // `next` may lead back to a mailed link.
  .use("/sign-in", mailedLink)
  .get("/sign-in", (c) => {
    const next = wantedPath(c.req.query("next"));
    if (c.get("session") !== null) return c.redirect(next ?? "/", 303);
    const notice = NOTICES[c.req.query("notice") ?? ""] ?? null;
    const demo = demoSignInAvailable(c.get("app").config);
    return c.html(renderDocument(<SignInPage next={next} notice={notice} demo={demo} />));
  })
  .post("/sign-in", async (c) => {
    const app = c.get("app");
    const { email = "", password = "", next } = await readFields(c);
    try {
      const outcome = await signIn(app, readBody(email, password), clientInfo(c));
      keepOutcome(c, outcome);
      if (outcome.next === "totp") return c.redirect(codePath(wantedPath(next)), 303);
    } catch (thrown) {
      const error = formProblem(thrown);
      const props = {
        email,
        next: wantedPath(next),
        message: error.message,
        demo: demoSignInAvailable(app.config),
      };
      return formAgain(c, error, <SignInPage {...props} />);
    }
    return c.redirect(nextPath(next), 303);
  })
  .post("/sign-out", async (c) => {
    const session = c.get("session");
    if (session !== null) await signOut(c.get("app"), session, clientInfo(c));
    dropCookie(c, "session");
    return c.redirect("/sign-in?notice=signed_out", 303);
  });

/** Null when nothing was asked for, or nothing that is ours. */
export function wantedPath(next: string | undefined): string | null {
  const path = nextPath(next);
  return path === "/" ? null : path;
}

/** Where the code is asked for. */
export function codePath(next: string | null): string {
  return next === null ? "/sign-in/code" : `/sign-in/code?next=${encodeURIComponent(next)}`;
}

function readBody(email: string, password: string) {
  const parsed = signInBody.safeParse({ email, password });
  if (parsed.success) return parsed.data;
  throw new AppError(422, "incomplete", "Type your e-mail address and your password.");
}

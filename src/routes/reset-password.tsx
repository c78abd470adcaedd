import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { mailedLink } from "../middleware/mailed-link.ts";
import { addressBody, resetPasswordBody } from "../services/accounts/account-schemas.ts";
import { requestReset } from "../services/passwords/request-reset.ts";
import { inspectReset, resetPassword } from "../services/passwords/reset-password.ts";
import { renderDocument } from "../views/document.ts";
import { ForgotPasswordPage } from "../views/pages/forgot-password.tsx";
import { ResetPasswordPage } from "../views/pages/reset-password.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { mailedToken } from "./mailed-token.ts";
import { readBody } from "./read-body.ts";
import { keepCookie } from "./sign-in-cookies.ts";

/** `/forgot-password` asks for the mail; `/reset-password` is behind its link. Opening the link uses nothing up. */
export const resetPasswordRoutes = new Hono<HonoEnv>()
  .get("/forgot-password", (c) => c.html(renderDocument(<ForgotPasswordPage />)))
  .post("/forgot-password", async (c) => {
    const { email = "" } = await readFields(c);
    try {
      await requestReset(c.get("app"), readBody(addressBody, { email: email.trim() }), clientInfo(c));
    } catch (thrown) {
      const error = formProblem(thrown);
      const message = error.errors.length === 0 ? error.message : null;
      return formAgain(
        c,
        error,
        <ForgotPasswordPage email={email} message={message} errors={error.errors} />,
      );
    }
    return c.redirect("/check-your-mail?for=reset", 303);
  })
  .use("/reset-password", mailedLink)
  .get("/reset-password", async (c) => {
    const token = mailedToken(c);
    const email = token === null ? null : await inspectReset(c.get("app"), token);
    const page = <ResetPasswordPage token={token ?? ""} email={email} />;
    return c.html(renderDocument(page), email === null ? 410 : 200);
  })
  .post("/reset-password", async (c) => {
    const app = c.get("app");
    const { token = "", password = "" } = await readFields(c);
    try {
      const body = readBody(resetPasswordBody, { token, password });
      keepCookie(c, "device", (await resetPassword(app, body, clientInfo(c))).deviceSecret);
    } catch (thrown) {
      const error = formProblem(thrown);
      const email = error.code === "link_not_valid" ? null : await inspectReset(app, token);
      const message = error.errors.length === 0 ? error.message : null;
      const props = { token, email, message, errors: error.errors };
      return formAgain(c, error, <ResetPasswordPage {...props} />);
    }
    return c.redirect("/sign-in?notice=password_changed", 303);
  });

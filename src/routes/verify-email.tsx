import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { mailedLink } from "../middleware/mailed-link.ts";
import { addressBody } from "../services/accounts/account-schemas.ts";
import { resendVerification } from "../services/accounts/resend-verification.ts";
import { inspectVerification, verifyEmail } from "../services/accounts/verify-email.ts";
import { renderDocument } from "../views/document.ts";
import { ResendPage } from "../views/pages/resend.tsx";
import { VerifyEmailPage } from "../views/pages/verify-email.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { mailedToken } from "./mailed-token.ts";
import { readBody } from "./read-body.ts";
import { dropCookie } from "./sign-in-cookies.ts";

/** `/verify-email`: opening the link shows a button, the button uses it up. Beside it, a second mail can be had. */
export const verifyEmailRoutes = new Hono<HonoEnv>()
  .use("/verify-email", mailedLink)
  .get("/verify-email", async (c) => {
    const token = mailedToken(c);
    const needs = token === null ? "new_link" : await inspectVerification(c.get("app"), token, clientInfo(c));
    return c.html(
      renderDocument(<VerifyEmailPage token={token ?? ""} needs={needs} />),
      needs === "new_link" ? 410 : 200,
    );
  })
  .post("/verify-email/resend", async (c) => {
    const { email = "" } = await readFields(c);
    try {
      await resendVerification(c.get("app"), readBody(addressBody, { email: email.trim() }), clientInfo(c));
    } catch (thrown) {
      const error = formProblem(thrown);
      const message = error.errors.length === 0 ? error.message : null;
      return formAgain(c, error, <ResendPage email={email} message={message} errors={error.errors} />);
    }
    return c.redirect("/check-your-mail?for=again", 303);
  })
  .post("/verify-email", async (c) => {
    const { token = "", password } = await readFields(c);
    try {
      const body = { token, ...(password === undefined ? {} : { password }) };
      await verifyEmail(c.get("app"), body, clientInfo(c));
    } catch (thrown) {
      const error = formProblem(thrown);
      const isSpent = error.code === "link_not_valid";
      const asksPassword = password !== undefined || error.code === "password_needed";
      const needs = isSpent ? "new_link" : asksPassword ? "password" : "nothing";
      const message = error.errors.length === 0 ? error.message : null;
      return formAgain(
        c,
        error,
        <VerifyEmailPage token={token} needs={needs} message={message} errors={error.errors} />,
      );
    }
    dropCookie(c, "registration");
    return c.redirect("/sign-in?notice=verified", 303);
  });

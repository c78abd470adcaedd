import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { inspectVerification, verifyEmail } from "../services/accounts/verify-email.ts";
import { renderDocument } from "../views/document.ts";
import { VerifyEmailPage } from "../views/pages/verify-email.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { dropCookie } from "./sign-in-cookies.ts";

/** What a token may look like at all; longer text is no token of ours and is not looked up. */
const MAX_TOKEN_CHARS = 128;

/** `/verify-email`: opening the link shows a button, the button uses it up. */
export const verifyEmailRoutes = new Hono<HonoEnv>()
  .get("/verify-email", async (c) => {
    const token = c.req.query("token") ?? "";
    const readable = token !== "" && token.length <= MAX_TOKEN_CHARS;
    const needs = readable ? await inspectVerification(c.get("app"), token, clientInfo(c)) : "new_link";
    return c.html(
      renderDocument(<VerifyEmailPage token={token} needs={needs} />),
      needs === "new_link" ? 410 : 200,
    );
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

import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { type RegisterBody, registerBody } from "../services/accounts/account-schemas.ts";
import { register } from "../services/accounts/register.ts";
import { renderDocument } from "../views/document.ts";
import { CheckYourMailPage, type MailAbout } from "../views/pages/check-your-mail.tsx";
import { SignUpPage } from "../views/pages/sign-up.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { readBody } from "./read-body.ts";
import { keepCookie } from "./sign-in-cookies.ts";

/** What the mail is for, by the word in the address. */
const ABOUT: Readonly<Record<string, MailAbout>> = { again: "again", reset: "reset" };

/** `/sign-up` and the page that follows it. The answer says nothing about whether the address was known. */
export const signUpRoutes = new Hono<HonoEnv>()
  .get("/sign-up", (c) =>
    c.get("session") === null ? c.html(renderDocument(<SignUpPage />)) : c.redirect("/", 303),
  )
  .post("/sign-up", async (c) => {
    const fields = await readFields(c);
    try {
      const registered = await register(c.get("app"), readBody(registerBody, typedIn(fields)), clientInfo(c));
      keepCookie(c, "registration", registered.browserSecret);
    } catch (thrown) {
      const error = formProblem(thrown);
      const values = { email: fields["email"] ?? "", firstName: fields["first_name"] ?? "" };
      const message = error.errors.length === 0 ? error.message : null;
      return formAgain(c, error, <SignUpPage values={values} message={message} errors={error.errors} />);
    }
    return c.redirect("/check-your-mail", 303);
  })
  .get("/check-your-mail", (c) => {
    const about = ABOUT[c.req.query("for") ?? ""] ?? "sign_up";
    return c.html(renderDocument(<CheckYourMailPage about={about} />));
  });

function typedIn(fields: Readonly<Record<string, string>>): RegisterBody {
  const { email = "", password = "", first_name: firstName = "" } = fields;
  return {
    email: email.trim(),
    password,
    ...(firstName.trim() === "" ? {} : { first_name: firstName }),
  };
}

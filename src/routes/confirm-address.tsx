import { Hono } from "hono";

import { LOGIN_PROVIDER_NAMES } from "../auth/login-providers/login-provider.ts";
import { InvalidInputError } from "../errors.ts";
import { clientInfo } from "../http/client-info.ts";
import { fieldErrors } from "../http/field-errors.ts";
import { mailedLink } from "../middleware/mailed-link.ts";
import { askForAddress, findPendingIdentity } from "../services/identities/ask-for-address.ts";
import { confirmAddressBody } from "../services/identities/confirm-address-body.ts";
import { confirmIdentity, inspectConfirmation } from "../services/identities/confirm-identity.ts";
import { renderDocument } from "../views/document.ts";
import { AddressSentPage, ConfirmAddressPage } from "../views/pages/confirm-address.tsx";
import {
  ConfirmIdentityPage,
  OtherBrowserPage,
  SpentConfirmationPage,
} from "../views/pages/confirm-identity.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { keepCookie, keepOutcome } from "./sign-in-cookies.ts";
import { codePath } from "./sign-in.tsx";

/** What a token may look like at all; longer text is no token of ours and is not looked up. */
const MAX_TOKEN_CHARS = 128;
const NOTHING_WAITS = "/sign-in?problem=login_flow_unknown";

/** `/auth/confirm-address` asks for an address no provider vouched for, `/auth/confirm` proves it by mail. */
export const confirmAddressRoutes = new Hono<HonoEnv>()
  .use("/auth/confirm", mailedLink)
  .get("/auth/confirm-address", async (c) => {
    const pending = await findPendingIdentity(c.get("app"), clientInfo(c));
    if (pending === null) return c.redirect(NOTHING_WAITS, 303);
    const provider = LOGIN_PROVIDER_NAMES[pending.provider];
    if (c.req.query("sent") !== undefined && pending.email !== null) {
      return c.html(renderDocument(<AddressSentPage provider={provider} email={pending.email} />));
    }
    const email = pending.email ?? pending.suggestedEmail ?? "";
    return c.html(renderDocument(<ConfirmAddressPage provider={provider} email={email} />));
  })
  .post("/auth/confirm-address", async (c) => {
    const [app, client] = [c.get("app"), clientInfo(c)];
    const { email = "" } = await readFields(c);
    const pending = await findPendingIdentity(app, client);
    if (pending === null || client.secrets.login === null) return c.redirect(NOTHING_WAITS, 303);
    try {
      await askForAddress(app, readEmail(email), client);
    } catch (thrown) {
      const error = formProblem(thrown);
      const message = error.errors.length === 0 ? error.message : null;
      const provider = LOGIN_PROVIDER_NAMES[pending.provider];
      const props = { provider, email, message, errors: error.errors };
      return formAgain(c, error, <ConfirmAddressPage {...props} />);
    }
    // The link is good for an hour from now: so must be what ties it to this browser.
    keepCookie(c, "login", client.secrets.login);
    return c.redirect("/auth/confirm-address?sent=1", 303);
  })
  .get("/auth/confirm", async (c) => {
    const token = c.req.query("token") ?? "";
    const readable = token !== "" && token.length <= MAX_TOKEN_CHARS;
    if (!readable) return c.html(renderDocument(<SpentConfirmationPage />), 410);
    const state = await inspectConfirmation(c.get("app"), token, clientInfo(c));
    if (state.is === "spent") return c.html(renderDocument(<SpentConfirmationPage />), 410);
    const provider = LOGIN_PROVIDER_NAMES[state.provider];
    if (state.is === "other_browser") return c.html(renderDocument(<OtherBrowserPage provider={provider} />));
    return c.html(renderDocument(<ConfirmIdentityPage token={token} provider={provider} />));
  })
  .post("/auth/confirm", async (c) => {
    const [app, client] = [c.get("app"), clientInfo(c)];
    const { token = "" } = await readFields(c);
    try {
      const outcome = await confirmIdentity(app, token, client);
      keepOutcome(c, outcome);
      return c.redirect(outcome.next === null ? "/" : codePath(null), 303);
    } catch (thrown) {
      const error = formProblem(thrown);
      if (error.code === "link_not_valid") return formAgain(c, error, <SpentConfirmationPage />);
      if (error.code !== "other_browser") throw error;
      const state = await inspectConfirmation(app, token, client);
      const provider = state.is === "spent" ? "the provider" : LOGIN_PROVIDER_NAMES[state.provider];
      return formAgain(c, error, <OtherBrowserPage provider={provider} />);
    }
  });

function readEmail(typed: string): string {
  const fields = { email: typed.trim() };
  const parsed = confirmAddressBody.safeParse(fields);
  if (parsed.success) return parsed.data.email;
  const errors = fieldErrors(parsed.error, fields);
  throw new InvalidInputError("invalid_input", "Some fields are not accepted.", errors);
}

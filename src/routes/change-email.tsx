import { Hono } from "hono";

import { SignInRequiredError } from "../errors.ts";
import { clientInfo } from "../http/client-info.ts";
import { mailedLink } from "../middleware/mailed-link.ts";
import { confirmAddressBody } from "../services/accounts/account-schemas.ts";
import {
  type AddressChangeState,
  confirmAddressChange,
  inspectAddressChange,
} from "../services/accounts/confirm-address-change.ts";
import { renderDocument } from "../views/document.ts";
import { ChangeEmailPage } from "../views/pages/change-email.tsx";
import type { HonoEnv } from "./app-env.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { mailedToken } from "./mailed-token.ts";
import { viewerOf } from "./page-props.ts";
import { readBody } from "./read-body.ts";

const STATUS = { ready: 200, sign_in: 200, other_account: 403, new_link: 410 } as const;

/** `/change-email`: behind the link to a new address. Opening it uses nothing up, and it works for its own account only. */
export const changeEmailRoutes = new Hono<HonoEnv>()
  .use("/change-email", mailedLink)
  .get("/change-email", async (c) => {
    const [app, session, token] = [c.get("app"), c.get("session"), mailedToken(c)];
    const change: AddressChangeState =
      token === null ? { state: "new_link" } : await inspectAddressChange(app, token, session);
    const viewer = session === null ? null : viewerOf(session);
    const page = <ChangeEmailPage viewer={viewer} token={token ?? ""} change={change} />;
    return c.html(renderDocument(page), STATUS[change.state]);
  })
  .post("/change-email", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const { token = "" } = await readFields(c);
    try {
      if (session === null) throw new SignInRequiredError();
      await confirmAddressChange(app, session, readBody(confirmAddressBody, { token }), clientInfo(c));
    } catch (thrown) {
      const error = formProblem(thrown);
      const change = await inspectAddressChange(app, token, session);
      const viewer = session === null ? null : viewerOf(session);
      const message = change.state === "ready" ? error.message : null;
      return formAgain(c, error, <ChangeEmailPage {...{ viewer, token, change, message }} />);
    }
    return c.redirect("/settings?done=address_changed", 303);
  });

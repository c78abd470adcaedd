import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { requireRecentProof, requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { addressBody } from "../services/accounts/account-schemas.ts";
import { requestAddressChange } from "../services/accounts/request-address-change.ts";
import { renderDocument } from "../views/document.ts";
import { SettingsAddressPage } from "../views/pages/settings-address.tsx";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { viewerOf } from "./page-props.ts";
import { readBody } from "./read-body.ts";

/** `/settings/address`: asks for another address. The form stands on `/settings` too. */
export const settingsAddressRoutes = new Hono<SignedInEnv>()
  .use("/settings/address", requireSession, requireRecentProof)
  .get("/settings/address", (c) => {
    const session = c.get("session");
    return c.html(renderDocument(<SettingsAddressPage viewer={viewerOf(session)} current={session.email} />));
  })
  .post("/settings/address", async (c) => {
    const session = c.get("session");
    const { email = "" } = await readFields(c);
    try {
      const body = readBody(addressBody, { email: email.trim() });
      await requestAddressChange(c.get("app"), session, body, clientInfo(c));
    } catch (thrown) {
      const error = formProblem(thrown);
      const message = error.errors.length === 0 ? error.message : null;
      const props = { viewer: viewerOf(session), current: session.email, email, message };
      return formAgain(c, error, <SettingsAddressPage {...props} errors={error.errors} />);
    }
    return c.redirect("/settings?done=address_asked", 303);
  });

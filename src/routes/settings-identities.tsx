import { Hono } from "hono";

import { ConflictError } from "../errors.ts";
import { clientInfo } from "../http/client-info.ts";
import { requireRecentProof, requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { unlinkIdentity } from "../services/identities/unlink-identity.ts";

/** Linked accounts of `/settings/sign-in`. */
export const settingsIdentitiesRoutes = new Hono<SignedInEnv>()
  .use("/settings/sign-in/identities/*", requireSession, requireRecentProof)
  .post("/settings/sign-in/identities/:id/remove", async (c) => {
    try {
      await unlinkIdentity(c.get("app"), c.get("session"), c.req.param("id"), clientInfo(c));
    } catch (thrown) {
      if (!(thrown instanceof ConflictError)) throw thrown;
      return c.redirect(`/settings/sign-in?problem=${thrown.code}`, 303);
    }
    return c.redirect("/settings/sign-in?done=identity_removed", 303);
  });

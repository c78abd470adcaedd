import { Hono } from "hono";

import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { hasPassword } from "../services/passwords/has-password.ts";
import { hasRecentProof } from "../services/sessions/recent-proof.ts";
import { isLastWayIn, waysIn } from "../services/accounts/ways-in.ts";
import { listPasskeys } from "../services/passkeys/list-passkeys.ts";
import { readTotp } from "../services/totp/read-totp.ts";
import { renderDocument } from "../views/document.ts";
import { SettingsSignInPage } from "../views/pages/settings-sign-in.tsx";
import { viewerOf } from "./page-props.ts";

/** What has just been done, by the word in the address; only words of ours are spoken. */
const NOTICES: Readonly<Record<string, string>> = {
  password_changed: "Your password is the new one, and you are signed out everywhere else.",
  passkey_added: "The passkey is added. Next time, choose it at the sign-in.",
  passkey_renamed: "The passkey has its new name.",
  passkey_removed: "The passkey no longer opens your account.",
  codes_on: "Codes are on.",
  codes_off: "Codes are off.",
  codes_renewed: "Only the new recovery codes work.",
};

/** After these, whoever got in before need not stay in. */
const OFFER_SIGN_OUT: ReadonlySet<string> = new Set([
  "passkey_added",
  "passkey_removed",
  "codes_on",
  "codes_off",
]);

/** `/settings/sign-in`: every way somebody can sign in. */
export const settingsSignInRoutes = new Hono<SignedInEnv>()
  .use("/settings/sign-in", requireSession)
  .get("/settings/sign-in", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const done = c.req.query("done") ?? "";
    const [withPassword, passkeys, totp, ways] = await Promise.all([
      hasPassword(app, session.userId),
      listPasskeys(app, session.userId),
      readTotp(app, session.userId),
      waysIn(app, session.userId),
    ]);
    const props = {
      viewer: viewerOf(session),
      notice: NOTICES[done] ?? null,
      offerSignOut: OFFER_SIGN_OUT.has(done),
      password: {
        email: session.email,
        hasPassword: withPassword,
        recentProof: hasRecentProof(session, app.now()),
      },
      passkeys,
      totp,
      onlyWay: isLastWayIn(ways),
      now: app.now(),
    };
    return c.html(renderDocument(<SettingsSignInPage {...props} />));
  });

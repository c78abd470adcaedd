import { Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import { requireRecentProof, requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { readMe } from "../services/accounts/read-me.ts";
import { listAudit } from "../services/audit/list-audit.ts";
import { endSession, endSessions } from "../services/sessions/end-sessions.ts";
import { listSessions } from "../services/sessions/list-sessions.ts";
import { hasRecentProof } from "../services/sessions/recent-proof.ts";
import { renderDocument } from "../views/document.ts";
import { SettingsAccountPage } from "../views/pages/settings-account.tsx";
import { SettingsHistoryPage } from "../views/pages/settings-history.tsx";
import { SettingsSessionsPage } from "../views/pages/settings-sessions.tsx";
import { readCursor, toPage } from "./api/paging.ts";
import { viewerOf } from "./page-props.ts";

const HISTORY_PAGE = 30;

/** What has just been done, by the word in the address; only words of ours are spoken. */
const NOTICES: Readonly<Record<string, string>> = {
  address_asked:
    "A link is on its way to the new address. Your account keeps the one it has until you open it.",
  address_changed: "Your address is changed, and you are signed out everywhere else.",
  session_ended: "That browser is signed out.",
  others_ended: "You are signed out everywhere else.",
};

/** `/settings`: you, where you are signed in, what happened to the account. `/settings/sign-in` has a router of its own. */
export const settingsRoutes = new Hono<SignedInEnv>()
  .use("/settings", requireSession)
  .use("/settings/*", requireSession)
  .get("/settings", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const me = await readMe(app, session.userId);
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const now = app.now();
    const props = { viewer: viewerOf(session), me, now, notice, recentProof: hasRecentProof(session, now) };
    return c.html(renderDocument(<SettingsAccountPage {...props} />));
  })
  .get("/settings/sessions", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const sessions = await listSessions(app, session);
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const props = { viewer: viewerOf(session), sessions, now: app.now(), notice };
    return c.html(renderDocument(<SettingsSessionsPage {...props} />));
  })
  .post("/settings/sessions/:id/end", requireRecentProof, async (c) => {
    await endSession(c.get("app"), c.get("session"), c.req.param("id"), clientInfo(c));
    return c.redirect("/settings/sessions?done=session_ended", 303);
  })
  .post("/settings/sessions/end-others", requireRecentProof, async (c) => {
    await endSessions(c.get("app"), c.get("session"), { exceptCurrent: true, client: clientInfo(c) });
    return c.redirect("/settings/sessions?done=others_ended", 303);
  })
  .get("/settings/history", async (c) => {
    const [app, session] = [c.get("app"), c.get("session")];
    const page = { limit: HISTORY_PAGE + 1, after: readCursor(c.req.query("cursor")) };
    const { page: cut } = toPage(await listAudit(app, session.userId, page), HISTORY_PAGE, c.req.url);
    const olderHref = cut.next_cursor === null ? null : `/settings/history?cursor=${cut.next_cursor}`;
    const props = { viewer: viewerOf(session), events: cut.data, olderHref, now: app.now() };
    return c.html(renderDocument(<SettingsHistoryPage {...props} />));
  });

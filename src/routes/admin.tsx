import { type Context, Hono } from "hono";

import { clientInfo } from "../http/client-info.ts";
import type { FieldError } from "../errors.ts";
import { requireAdmin } from "../middleware/require-admin.ts";
import { requireRecentProof, type SignedInEnv } from "../middleware/require-session.ts";
import { findPeople, listPeople } from "../services/admin/find-people.ts";
import { listDeadLetters } from "../services/admin/list-dead-letters.ts";
import { listFailures } from "../services/admin/list-failures.ts";
import { listHistory } from "../services/admin/list-history.ts";
import { listStopped } from "../services/admin/list-stopped.ts";
import { readOverview } from "../services/admin/read-overview.ts";
import { readPerson } from "../services/admin/read-person.ts";
import { type AdminView, recordView } from "../services/admin/record-view.ts";
import { signOutPerson } from "../services/admin/sign-out-person.ts";
import { switchCapability } from "../services/admin/switch-capability.ts";
import { AUDIT_ACTIONS } from "../services/audit/audit-actions.ts";
import { renderDocument } from "../views/document.ts";
import { AdminDeadLettersPage } from "../views/pages/admin-dead-letters.tsx";
import { AdminFailuresPage } from "../views/pages/admin-failures.tsx";
import { AdminHistoryPage } from "../views/pages/admin-history.tsx";
import { AdminOverviewPage } from "../views/pages/admin-overview.tsx";
import { AdminUserPage } from "../views/pages/admin-user.tsx";
import { AdminUsersPage } from "../views/pages/admin-users.tsx";
import { readCursor, toPage } from "./api/paging.ts";
import { formProblem, readFields } from "./form-problem.ts";
import { ALL_PLATFORMS, viewerOf } from "./page-props.ts";
import { dropCookie } from "./sign-in-cookies.ts";

const PAGE = 30;
/** Longest address, and longer than any id or handle. */
const MAX_QUERY_CHARS = 254;

/** What has just been done, by the word in the address; only words of ours are spoken. */
const NOTICES: Readonly<Record<string, string>> = {
  signed_out: "This person is signed out everywhere.",
  switched_off: "Switched off. Within a minute nothing leaves for it.",
  switched_on: "Switched on. What waits goes on within two minutes.",
};

/** `/admin`: for administrators with two factors. What is looked at is written down before it is shown. */
export const adminRoutes = new Hono<SignedInEnv>()
  .use("/admin/*", requireAdmin)
  .get("/admin", async (c) => {
    const view = await record(c, "overview");
    const overview = await readOverview(c.get("app"), view);
    return c.html(
      renderDocument(<AdminOverviewPage {...frame(c)} overview={overview} platforms={ALL_PLATFORMS} />),
    );
  })
  .get("/admin/users", async (c) => {
    const query = c.req.query("q")?.slice(0, MAX_QUERY_CHARS).trim() ?? "";
    const view = await record(c, query === "" ? "users" : "users:search");
    const [people, olderHref] =
      query === ""
        ? await cut(c, "/admin/users", (page) => listPeople(c.get("app"), view, page))
        : ([await findPeople(c.get("app"), view, query), null] as const);
    const props = { ...frame(c), people, olderHref, query: query === "" ? null : query };
    return c.html(renderDocument(<AdminUsersPage {...props} />));
  })
  .get("/admin/users/:id", async (c) => {
    const id = c.req.param("id");
    const view = await record(c, `users:${id}`, id);
    const person = await readPerson(c.get("app"), view, id);
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const props = { ...frame(c), person, platforms: ALL_PLATFORMS, notice };
    return c.html(renderDocument(<AdminUserPage {...props} />));
  })
  .post("/admin/users/:id/sign-out", requireRecentProof, async (c) => {
    const [session, id] = [c.get("session"), c.req.param("id")];
    await signOutPerson(c.get("app"), session, id, clientInfo(c));
    if (id !== session.userId) return c.redirect(`/admin/users/${id}?done=signed_out`, 303);
    dropCookie(c, "session");
    return c.redirect("/sign-in?notice=signed_out", 303);
  })
  .get("/admin/failures", async (c) => c.html(await failuresPage(c)))
  .post("/admin/capabilities", requireRecentProof, async (c) => {
    const fields = await readFields(c);
    const { capability = "", to = "", reason = "" } = fields;
    try {
      const wanted = { capability, to, reason };
      const switched = await switchCapability(c.get("app"), c.get("session"), wanted, clientInfo(c));
      return c.redirect(`/admin/failures?done=switched_${switched}`, 303);
    } catch (thrown) {
      const problem = formProblem(thrown);
      return c.html(await failuresPage(c, { typed: fields, errors: problem.errors }), 422);
    }
  })
  .get("/admin/dead-letters", async (c) => {
    const view = await record(c, "dead-letters");
    const [letters, olderHref] = await cut(c, "/admin/dead-letters", (page) =>
      listDeadLetters(c.get("app"), view, page),
    );
    return c.html(
      renderDocument(<AdminDeadLettersPage {...frame(c)} letters={letters} olderHref={olderHref} />),
    );
  })
  .get("/admin/history", async (c) => {
    const action = AUDIT_ACTIONS.find((each) => each === c.req.query("action")) ?? null;
    const view = await record(c, "history");
    const path = action === null ? "/admin/history" : `/admin/history?action=${action}`;
    const [entries, olderHref] = await cut(c, path, (page) =>
      listHistory(c.get("app"), view, { ...page, action }),
    );
    return c.html(
      renderDocument(
        <AdminHistoryPage {...frame(c)} entries={entries} action={action} olderHref={olderHref} />,
      ),
    );
  });

type AdminContext = Context<SignedInEnv>;

async function failuresPage(
  c: AdminContext,
  form: { typed?: Readonly<Record<string, string>>; errors?: readonly FieldError[] } = {},
) {
  const view = await record(c, "failures");
  const app = c.get("app");
  const [failures, stopped] = await Promise.all([listFailures(app, view), listStopped(app, view)]);
  const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
  const props = { ...frame(c), failures, stopped, platforms: ALL_PLATFORMS, notice, ...form };
  return renderDocument(<AdminFailuresPage {...props} />);
}

function record(c: AdminContext, page: string, personId?: string): Promise<AdminView> {
  const looked = personId === undefined ? { page } : { page, personId };
  return recordView(c.get("app"), c.get("session"), looked, clientInfo(c));
}

function frame(c: AdminContext) {
  return { viewer: viewerOf(c.get("session")), now: c.get("app").now() };
}

/** A page of a list and the address of the next one; `path` may have a query. */
async function cut<T extends { readonly id: string; readonly created_at: string }>(
  c: AdminContext,
  path: string,
  list: (page: { limit: number; after: ReturnType<typeof readCursor> }) => Promise<T[]>,
): Promise<readonly [T[], string | null]> {
  const items = await list({ limit: PAGE + 1, after: readCursor(c.req.query("cursor")) });
  const { data, next_cursor: cursor } = toPage(items, PAGE, c.req.url).page;
  return [data, cursor === null ? null : `${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`];
}

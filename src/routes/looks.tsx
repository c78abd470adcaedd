import { type Context, Hono } from "hono";

import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import type { AppError } from "../errors.ts";
import { applyLook } from "../services/looks/apply-look.ts";
import { changeLook } from "../services/looks/change-look.ts";
import { deleteLook } from "../services/looks/delete-look.ts";
import { getLook, listLooks } from "../services/looks/list-looks.ts";
import { readKeptPicture } from "../services/looks/read-kept-picture.ts";
import { restoreLook } from "../services/looks/restore-look.ts";
import { saveLook } from "../services/looks/save-look.ts";
import { renderDocument } from "../views/document.ts";
import { DeleteLookPage } from "../views/pages/delete-look.tsx";
import { LooksPage } from "../views/pages/looks.tsx";
import { RenameLookPage } from "../views/pages/rename-look.tsx";
import { RestoreLookPage } from "../views/pages/restore-look.tsx";
import { NotFoundError } from "../errors.ts";
import { readCursor, toPage } from "./api/paging.ts";
import { formAgain, formProblem, readFields } from "./form-problem.ts";
import { ALL_PLATFORMS, viewerOf } from "./page-props.ts";

/** As many as there can be. */
const SAVED_SHOWN = 100;
const POINTS_SHOWN = 10;

const NOTICES: Readonly<Record<string, string>> = {
  saved: "Saved. You find it below whenever you want it back.",
  renamed: "Renamed.",
  applied: "This is your current look now. Nothing has been sent; put it everywhere from your home page.",
  deleted: "Deleted. Your pictures are still there.",
};

/** `/looks`: saved looks and restore points, and everything that can be done with them. */
export const looksRoutes = new Hono<SignedInEnv>()
  .use("/looks", requireSession)
  .use("/looks/*", requireSession)
  .get("/looks", async (c) => c.html(renderDocument(await looksPage(c, {}))))
  .post("/looks", async (c) => {
    const { name = "" } = await readFields(c);
    return orProblem(c, name, async () => {
      await saveLook(c.get("app"), c.get("session").userId, { name });
      return c.redirect("/looks?notice=saved", 303);
    });
  })
  .post("/looks/:id/apply", async (c) => {
    const sync = (await readFields(c))["sync"] === "true";
    return orProblem(c, undefined, async () => {
      const { run } = await applyLook(c.get("app"), c.get("session").userId, c.req.param("id"), { sync });
      return c.redirect(run === null ? "/looks?notice=applied" : `/syncs/${run.id}`, 303);
    });
  })
  .get("/looks/:id/rename", async (c) => {
    const look = await find(c, "saved");
    return c.html(renderDocument(<RenameLookPage viewer={viewerOf(c.get("session"))} look={look} />));
  })
  .post("/looks/:id/rename", async (c) => {
    const look = await find(c, "saved");
    const { name = "" } = await readFields(c);
    try {
      await changeLook(c.get("app"), c.get("session").userId, look.id, { name });
    } catch (thrown) {
      const error = formProblem(thrown);
      const props = { viewer: viewerOf(c.get("session")), look, typed: name, errors: error.errors };
      return formAgain(c, error, <RenameLookPage {...props} />);
    }
    return c.redirect("/looks?notice=renamed", 303);
  })
  .get("/looks/:id/delete", async (c) => {
    const props = { viewer: viewerOf(c.get("session")), look: await find(c), platforms: ALL_PLATFORMS };
    return c.html(renderDocument(<DeleteLookPage {...props} now={c.get("app").now()} />));
  })
  .post("/looks/:id/delete", async (c) =>
    orProblem(c, undefined, async () => {
      await deleteLook(c.get("app"), c.get("session").userId, c.req.param("id"));
      return c.redirect("/looks?notice=deleted", 303);
    }),
  )
  .get("/looks/:id/restore", async (c) => {
    const props = { viewer: viewerOf(c.get("session")), look: await find(c, "restore_point") };
    return c.html(
      renderDocument(<RestoreLookPage {...props} platforms={ALL_PLATFORMS} now={c.get("app").now()} />),
    );
  })
  .post("/looks/:id/restore", async (c) => {
    const look = await find(c, "restore_point");
    // The page said which accounts are gone: the others are what was agreed to.
    const here = look.restore?.kept.flatMap((each) => (each.platform === null ? [] : [each.connection_id]));
    const connections = [...new Set(here)];
    return orProblem(c, undefined, async () => {
      const wish = { look_id: look.id, ...(connections.length === 0 ? {} : { connections }) };
      const run = await restoreLook(c.get("app"), c.get("session").userId, wish);
      return c.redirect(`/syncs/${run.id}`, 303);
    });
  })
  .get("/looks/:id/kept/:kept", async (c) => {
    const { id, kept } = c.req.param();
    const { bytes, contentType, disposition } = await readKeptPicture(
      c.get("app"),
      c.get("session").userId,
      id,
      kept,
    );
    return c.body(bytes, 200, {
      "content-type": contentType,
      "content-disposition": disposition,
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "private, max-age=3600",
    });
  });

/** A look of the person; of another kind than the page is for, there is no such page. */
async function find(c: Context<SignedInEnv>, kind?: "saved" | "restore_point") {
  const look = await getLook(c.get("app"), c.get("session").userId, c.req.param("id") ?? "");
  if (look.kind === "current" || (kind !== undefined && look.kind !== kind)) throw new NotFoundError("look");
  return look;
}

/** The deed's answer, or the list again with the sentence of the refusal under its status. */
async function orProblem(
  c: Context<SignedInEnv>,
  typedName: string | undefined,
  deed: () => Promise<Response>,
): Promise<Response> {
  try {
    return await deed();
  } catch (thrown) {
    const problem: AppError = formProblem(thrown);
    // What is not there has a page of its own.
    if (problem.status === 404) throw problem;
    const typed = typedName === undefined ? {} : { typedName };
    return formAgain(c, problem, await looksPage(c, { problem: problem.message, ...typed }));
  }
}

async function looksPage(
  c: Context<SignedInEnv>,
  said: { readonly problem?: string; readonly typedName?: string },
) {
  const app = c.get("app");
  const session = c.get("session");
  const list = (kind: "current" | "saved" | "restore_point", limit: number, cursor?: string) =>
    listLooks(app, session.userId, { kind, limit, after: readCursor(cursor) });
  const [[current = null], saved, points] = await Promise.all([
    list("current", 1),
    list("saved", SAVED_SHOWN),
    list("restore_point", POINTS_SHOWN + 1, c.req.method === "GET" ? c.req.query("cursor") : undefined),
  ]);
  const { page } = toPage(points, POINTS_SHOWN, c.req.url);
  return (
    <LooksPage
      viewer={viewerOf(session)}
      current={current}
      saved={saved}
      points={page.data}
      olderHref={page.next_cursor === null ? null : `/looks?cursor=${page.next_cursor}`}
      platforms={ALL_PLATFORMS}
      now={app.now()}
      notice={NOTICES[c.req.query("notice") ?? ""] ?? null}
      {...said}
    />
  );
}

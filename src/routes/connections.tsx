import { Hono, type Context } from "hono";

import { AppError } from "../errors.ts";
import { clientInfo } from "../http/client-info.ts";
import { toAppError } from "../http/to-app-error.ts";
import { requireSession, type SignedInEnv } from "../middleware/require-session.ts";
import { PlatformError } from "../platforms/errors.ts";
import { SLOTS } from "../platforms/platform.ts";
import { beginConnection } from "../services/connections/begin-connection.ts";
import { changeConnection } from "../services/connections/change-connection.ts";
import { disconnect } from "../services/connections/disconnect.ts";
import { finishConnection } from "../services/connections/finish-connection.ts";
import { leaveRestored } from "../services/connections/leave-restored.ts";
import { getConnection, listConnections } from "../services/connections/list-connections.ts";
import { listImages } from "../services/images/list-images.ts";
import { renderDocument } from "../views/document.ts";
import { ConfirmPage } from "../views/pages/confirm-page.tsx";
import { ConnectionsPage } from "../views/pages/connections.tsx";
import { ScopeSheetPage } from "../views/pages/scope-sheet.tsx";
import { platformOf } from "../views/platform-facts.ts";
import { explainConnect, explainReason, hasWords } from "../views/words.ts";
import { formAgain, readFields, readValues } from "./form-problem.ts";
import { ALL_PLATFORMS, connectExamples, offeredPlatforms, viewerOf } from "./page-props.ts";

/** Longest DNS name (RFC 1035 2.3.4); handles are DNS names too. */
const MAX_TYPED_CHARS = 253;

/** `/connections`: connect, mend, disconnect; and where platforms send people back to. */
export const connectionsRoutes = new Hono<SignedInEnv>()
  .use("/connections", requireSession)
  .use("/connections/*", requireSession)
  .use("/connect/*", requireSession)
  .get("/connections", async (c) => c.html(renderDocument(await listPage(c, null))))
  .post("/connections/:platform", async (c) => {
    const fields = await readFields(c);
    const platform = c.req.param("platform");
    const typed = pick(fields);
    try {
      const { authorizeUrl } = await beginConnection(c.get("app"), c.get("session"), platform, typed);
      return c.html(
        renderDocument(
          <ScopeSheetPage
            viewer={viewerOf(c.get("session"))}
            platform={platformOf(ALL_PLATFORMS, platform)}
            place={typed.host ?? typed.handle ?? null}
            authorizeUrl={authorizeUrl}
          />,
        ),
      );
    } catch (thrown) {
      if (!(thrown instanceof PlatformError)) throw thrown;
      c.get("app").log.info("connect_refused", { platform, kind: thrown.kind, reason: thrown.reason });
      const said = typed.host ?? typed.handle ?? "";
      const message = explainConnect(thrown.reason, platformOf(ALL_PLATFORMS, platform).name, said);
      const failed = { platform, typed: said, message };
      return formAgain(c, toAppError(thrown, c.get("app").now()), await listPage(c, failed));
    }
  })
  .get("/connections/:id/disconnect", async (c) => {
    const connection = await getConnection(c.get("app"), c.get("session").userId, c.req.param("id"));
    const { name } = platformOf(ALL_PLATFORMS, connection.platform);
    return c.html(
      renderDocument(
        <ConfirmPage
          viewer={viewerOf(c.get("session"))}
          section="connections"
          title={`Disconnect ${name}?`}
          action={`/connections/${connection.id}/disconnect`}
          confirm={`Disconnect ${connection.handle} on ${name}`}
          cancelHref="/connections"
          cancel="Keep it"
        >
          <p>
            We stop sending there, hand our access back to {name} and delete our copy of it. What is on its
            way at this moment finishes first.
          </p>
          <p>The pictures {name} shows now stay as they are.</p>
          <form method="post" action={`/connections/${connection.id}/disconnect`}>
            <p>
              Or we put back what {name} showed before the first run. Once that is proved, come back here to
              leave; if it fails, you stay connected.
            </p>
            <p class="actions">
              <button class="button" type="submit" name="restore" value="true">
                Put my first pictures back, then disconnect
              </button>
            </p>
          </form>
        </ConfirmPage>,
      ),
    );
  })
  .post("/connections/:id/disconnect", async (c) => {
    const connection = await getConnection(c.get("app"), c.get("session").userId, c.req.param("id"));
    if ((await readFields(c))["restore"] === "true") {
      const run = await leaveRestored(c.get("app"), c.get("session"), connection.id, clientInfo(c));
      if (run !== null) return c.redirect(`/syncs/${run.id}`, 303);
    } else await disconnect(c.get("app"), c.get("session"), connection.id, clientInfo(c));
    return c.redirect(`/connections?disconnected=${connection.platform}`, 303);
  })
  .post("/connections/:id/slots", async (c) => {
    const typed = await readValues(c, "slots");
    const slots = SLOTS.filter((slot) => typed.includes(slot));
    await changeConnection(c.get("app"), c.get("session").userId, c.req.param("id"), { slots });
    return c.redirect(`/connections#${encodeURIComponent(c.req.param("id"))}`, 303);
  })
  .post("/connections/:id/pause", (c) => setPause(c, c.req.param("id"), true))
  .post("/connections/:id/resume", (c) => setPause(c, c.req.param("id"), false))
  .get("/connect/:platform/callback", async (c) => {
    const platform = c.req.param("platform");
    const callback = new URL(c.req.url).searchParams;
    const [app, session] = [c.get("app"), c.get("session")];
    try {
      const connection = await finishConnection(app, session, platform, callback, clientInfo(c));
      return c.redirect(`/connections?connected=${connection.platform}`, 303);
    } catch (thrown) {
      const reason = reasonOf(thrown);
      app.log.info("connect_failed", { platform, reason });
      return c.redirect(
        `/connections?problem=${encodeURIComponent(reason)}&platform=${encodeURIComponent(platform)}`,
        303,
      );
    }
  });

async function setPause(c: Context<SignedInEnv>, id: string, paused: boolean): Promise<Response> {
  await changeConnection(c.get("app"), c.get("session").userId, id, { paused });
  return c.redirect(`/connections#${encodeURIComponent(id)}`, 303);
}

/** What can be said about a flow that ended badly; anything else goes on to the error page. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof PlatformError) return thrown.reason;
  if (thrown instanceof AppError && hasWords(thrown.code)) return thrown.code;
  throw thrown;
}

function pick(fields: Readonly<Record<string, string>>): { host?: string; handle?: string } {
  const host = fields["host"]?.trim().slice(0, MAX_TYPED_CHARS);
  const handle = fields["handle"]?.trim().slice(0, MAX_TYPED_CHARS);
  return { ...(host === undefined ? {} : { host }), ...(handle === undefined ? {} : { handle }) };
}

async function listPage(
  c: Context<SignedInEnv>,
  failed: { platform: string; typed: string; message: string } | null,
) {
  const app = c.get("app");
  const { userId } = c.get("session");
  const [connections, images] = await Promise.all([listConnections(app, userId), listImages(app, userId)]);
  const avatar = images.find((image) => image.is_current && image.kind === "avatar");
  return (
    <ConnectionsPage
      viewer={viewerOf(c.get("session"))}
      connections={connections}
      offered={offeredPlatforms(app)}
      platforms={ALL_PLATFORMS}
      examples={connectExamples(app)}
      avatarUrl={avatar?.thumbnail_url ?? null}
      now={app.now()}
      notice={failed === null ? noticeOf(c) : null}
      failed={failed}
    />
  );
}

/** The sentence for coming back. Only codes we have words for are spoken: the address is anybody's to write. */
function noticeOf(c: Context<SignedInEnv>): { tone: "good" | "attention" | "bad"; text: string } | null {
  const name = (id: string | undefined) => ALL_PLATFORMS.find((platform) => platform.id === id)?.name ?? null;
  const { connected, disconnected, problem, platform } = c.req.query();
  const arrived = name(connected);
  if (arrived !== null)
    return { tone: "good", text: `${arrived} is connected. Put your pictures there from your home page.` };
  const gone = name(disconnected);
  if (gone !== null) return { tone: "good", text: `${gone} is disconnected. What it shows stays as it is.` };
  const failed = name(platform);
  if (problem === undefined || failed === null) return null;
  if (problem === "declined") return { tone: "attention", text: explainReason(problem, failed) };
  const text = hasWords(problem)
    ? explainReason(problem, failed)
    : `Connecting ${failed} didn’t work. Start again.`;
  return { tone: "bad", text };
}

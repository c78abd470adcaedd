import type { AppContext } from "../context.ts";
import { MINUTE_MS, SECOND_MS } from "../limits.ts";
import { getSync } from "../services/syncs/get-sync.ts";
import { isAlive } from "../services/sessions/is-alive.ts";
import type { SessionUser } from "../services/sessions/read-session.ts";
import type { SyncResource } from "../services/syncs/sync-resource.ts";

const LOOK_EVERY_MS = SECOND_MS;
/** A stream holds a request open; the browser connects again by itself. */
const LIFE_MS = MINUTE_MS;

/**
 * A run as server-sent events: the state now, then each change. Every event is the whole run, so one that was missed
 * loses nothing and `Last-Event-ID` needs no memory here. Ends with the run, with the session, or
 * after a minute.
 */
export function streamSync(app: AppContext, session: SessionUser, first: SyncResource): Response {
  const { userId, sessionId } = session;
  const encoder = new TextEncoder();
  let gone = false;
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const endsAt = app.now() + LIFE_MS;
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      let sent = "";
      let run = first;
      send("retry: 2000\n\n");
      try {
        for (;;) {
          const data = JSON.stringify(run);
          send(data === sent ? ": still here\n\n" : `id: ${app.now()}\nevent: sync\ndata: ${data}\n\n`);
          sent = data;
          if (gone || run.state !== "running" || app.now() > endsAt) break;
          await scheduler.wait(LOOK_EVERY_MS);
          if (!(await isAlive(app, sessionId))) break;
          run = await getSync(app, userId, first.id);
        }
        controller.close();
      } catch (error) {
        if (!gone) app.log.warn("stream_ended", { error });
        controller.error(error);
      }
    },
    cancel() {
      gone = true;
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
  });
}

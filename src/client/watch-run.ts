/** News of one run: server-sent events, and plain asking while they are away. */
import type { RunMessage } from "./run-message.ts";

interface RunListener {
  readonly message: (run: RunMessage) => void;
  /** False while news come by asking instead of by events. */
  readonly live: (live: boolean) => void;
}

const POLL_MS = 3_000;
/** The server ends each stream after a minute and the browser reconnects: only a longer silence is worth a word. */
const PATIENCE_MS = 5_000;

/** Starts listening; the returned function stops it. Stops by itself when the run is over. */
export function watchRun(runId: string, listener: RunListener): () => void {
  const address = `/api/v1/syncs/${runId}`;
  const events = new EventSource(`${address}/events`);
  let patience = 0;
  let poll = 0;

  const stop = () => {
    events.close();
    clearTimeout(patience);
    clearInterval(poll);
    poll = 0;
  };
  const hear = (run: RunMessage) => {
    listener.message(run);
    if (run.state !== "running") stop();
  };
  const ask = async () => {
    const answer = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (answer?.ok === true && poll !== 0) hear((await answer.json()) as RunMessage);
  };
  const startAsking = () => {
    if (poll !== 0) return;
    listener.live(false);
    poll = window.setInterval(() => void ask(), POLL_MS);
    void ask();
  };

  events.addEventListener("sync", (event) => hear(JSON.parse(event.data as string) as RunMessage));
  events.addEventListener("open", () => {
    clearTimeout(patience);
    clearInterval(poll);
    poll = 0;
    listener.live(true);
  });
  events.addEventListener("error", () => {
    clearTimeout(patience);
    if (events.readyState === EventSource.CLOSED) startAsking();
    else patience = window.setTimeout(startAsking, PATIENCE_MS);
  });
  return stop;
}

/** Sends one picture to the API with its progress, which `fetch` cannot tell. */
import { PictureProblem } from "./picture-problem.ts";

interface Outgoing {
  readonly kind: string;
  readonly file: File;
  /** The picture it takes the place of, null for a new one. */
  readonly replaces: string | null;
}

/**
 * What may have left without the page knowing yet: progress is told every 50 ms, and this is that long at 160 Mbit/s. So
 * near to the end the server may have it all, and cutting the line would leave it there.
 */
const UNTOLD_BYTES = 1024 * 1024;

/** Statuses after which the same file may well be taken: too slow, too many at once, or something of ours. */
const WORTH_AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * The id of the stored picture. Stopped in the middle, nothing is stored; stopped near the end or after it, what the server
 * stores is taken away again. Throws `PictureProblem` with the server's own sentence, and the signal's reason.
 */
export function sendPicture(
  { kind, file, replaces }: Outgoing,
  signal: AbortSignal,
  progress: (loaded: number, total: number) => void,
): Promise<string> {
  const body = new FormData();
  body.set("kind", kind);
  if (replaces !== null) body.set("replaces", replaces);
  body.set("file", file);
  const request = new XMLHttpRequest();
  let left = file.size;
  return new Promise((resolve, reject) => {
    const stopped = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => {
      if (left > UNTOLD_BYTES) request.abort();
      stopped();
    });
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      left = total - loaded;
      if (!signal.aborted) progress(loaded, total);
    });
    request.addEventListener("load", () => {
      const answer = parse(request.responseText);
      if (request.status !== 201 || answer.id === undefined) reject(refusal(request.status, answer.detail));
      else if (signal.aborted) void takeBack(answer.id);
      else resolve(answer.id);
    });
    const broken = "The connection broke before the picture was there. It is still chosen: try again.";
    request.addEventListener("error", () => reject(new PictureProblem(broken, true)));
    request.addEventListener("abort", stopped);
    request.open("POST", "/api/v1/images");
    request.send(body);
  });
}

function takeBack(id: string): Promise<Response | null> {
  const address = `/api/v1/images/${encodeURIComponent(id)}?force=true`;
  return fetch(address, { method: "DELETE", keepalive: true }).catch(() => null);
}

function refusal(status: number, detail: string | undefined): PictureProblem {
  const again = status >= 500 || WORTH_AGAIN.has(status);
  return new PictureProblem(detail ?? `The upload was refused (status ${status}).`, again);
}

function parse(text: string): { id?: string; detail?: string } {
  try {
    return JSON.parse(text) as { id?: string; detail?: string };
  } catch {
    return {};
  }
}

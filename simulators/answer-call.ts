/** Takes one request through a simulator: fault before, handler, fault after, log. */
import type { SimClock } from "./clock.ts";
import type { Fault, FaultBook } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { Call, SimulatedServer } from "./simulator.ts";

/** Set on an answer that must not reach the client: the server drops the connection instead. */
export const LOST_HEADER = "x-sim-lost";

/** Longest time a fault keeps a client waiting. */
const SILENCE_MS = 60_000;

export interface CallDeps {
  readonly clock: SimClock;
  readonly faults: FaultBook;
  readonly log: RequestLog;
}

/**
 * `request` has its path without the platform's prefix. The answer has `LOST_HEADER` and status 599 where a client must
 * see a broken connection.
 */
export async function answerCall(
  simulator: SimulatedServer,
  request: Request,
  where: { url: URL; base: string },
  { clock, faults, log }: CallDeps,
): Promise<Response> {
  const at = clock.now();
  const { method, signal } = request;
  const path = new URL(request.url).pathname;
  const account = simulator.accountOf(request);
  const kind = simulator.kindOf(method, path);
  const fault = faults.take({ platform: simulator.id, kind, method, path, account });
  const call = createCall(where, account, fault?.kind === "no_effect");
  const done = (status: number) =>
    log.append({
      at,
      platform: simulator.id,
      account: call.account,
      method,
      path,
      status,
      effect: call.effect,
      fault: fault?.kind ?? null,
    });

  if (fault?.kind === "timeout") {
    done(0);
    await silence(SILENCE_MS, signal);
    return lost();
  }
  if (fault?.kind === "slow") await silence(fault.delay_ms, signal);
  const answer =
    (fault === null ? null : await refusalOf(fault, simulator, request)) ??
    (await simulator.app.fetch(request, { call }));
  if (fault?.kind === "lost_answer") {
    done(0);
    return lost();
  }
  done(answer.status);
  return fault?.kind === "garbage" ? garbageOf(answer) : answer;
}

function createCall(
  { url, base }: { url: URL; base: string },
  account: string | null,
  noEffect: boolean,
): Call {
  const effects: string[] = [];
  return {
    url,
    base,
    account,
    get effect() {
      return effects.length === 0 ? null : effects.join("+");
    },
    commit(effect, change) {
      if (noEffect) return;
      change();
      effects.push(effect);
    },
  };
}

async function refusalOf(
  fault: Fault,
  simulator: SimulatedServer,
  request: Request,
): Promise<Response | null> {
  switch (fault.kind) {
    case "429":
    case "5xx":
    case "402":
    case "expired":
    case "revoked":
      return simulator.refuse(
        { kind: fault.kind, retryAfter: fault.retry_after, status: fault.status },
        request,
      );
    case "413_html":
      return html(
        413,
        "<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>",
      );
    case "timeout":
    case "lost_answer":
    case "garbage":
    case "no_effect":
    case "slow":
      return null;
  }
}

/** The handler's status with a body that is not what the client asked for, as a proxy in between may send. */
function garbageOf(answer: Response): Response {
  return html(
    answer.status === 204 ? 200 : answer.status,
    '<!doctype html><title>{"avatar": </title>\u0000\u0001',
  );
}

function html(status: number, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/html" } });
}

function lost(): Response {
  return new Response("the connection was lost", { status: 599, headers: { [LOST_HEADER]: "1" } });
}

/** Ends early when the client gives up. */
function silence(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}

/** All simulated platforms behind one `fetch`, with the control API and the pages for people. */
import { answerCall, type CallDeps } from "./answer-call.ts";
import { createBluesky } from "./bluesky/create-bluesky.ts";
import { createClock } from "./clock.ts";
import { controlPage } from "./control-page.ts";
import { createControl } from "./control.ts";
import { createFaultBook, type Fault } from "./faults.ts";
import { prefixOfHost } from "./hosts.ts";
import { createMailbox, type Mail } from "./mailbox.ts";
import { createMastodon } from "./mastodon/create-mastodon.ts";
import { profilePage } from "./profile-page.ts";
import { createRequestLog, type LogEntry } from "./request-log.ts";
import {
  SIMULATED_PLATFORMS,
  type SimulatedPlatform,
  type Simulator,
  type SimulatorPorts,
} from "./simulator.ts";
import { createStore } from "./store.ts";
import { createX } from "./x/create-x.ts";

const KEPT_REQUESTS = 20_000;
const KEPT_MAILS = 2_000;

interface SimulatorOptions {
  /** Where state is kept; null keeps it in memory. */
  readonly stateDir: string | null;
  /** Milliseconds since the epoch as the clients see it. */
  readonly now?: () => number;
  /** Where people reach the simulators, such as `http://127.0.0.1:8788`. */
  readonly origin: string;
}

export interface Simulators {
  /** Answers a request below `/{platform}/`, `/_sim/` or `/`; the origin of its URL is not looked at. */
  fetch(request: Request): Promise<Response>;
  /** One platform mounted at the root, for clients that cannot be given a path prefix. */
  platform(id: SimulatedPlatform): { fetch(request: Request): Promise<Response> };
  /** Accounts named `ada` everywhere, and a few more; leaves accounts that exist as they are. */
  seed(): Promise<void>;
  /** Forgets everything, clock and mail included. The caller seeds again if it wants accounts. */
  reset(): void;
}

export function createSimulators({ stateDir, now = Date.now, origin }: SimulatorOptions): Simulators {
  const store = createStore(stateDir);
  const clock = createClock(
    now,
    store.document("clock", () => ({ offsetMs: 0 })),
  );
  const ports: SimulatorPorts = { clock, store, origin };
  const simulators: Record<SimulatedPlatform, Simulator> = {
    x: createX(ports),
    mastodon: createMastodon(ports),
    bluesky: createBluesky(ports),
  };
  const deps: CallDeps = {
    clock,
    faults: createFaultBook(store.document<Fault[]>("faults", () => [])),
    log: createRequestLog(store.journal<LogEntry>("requests", KEPT_REQUESTS)),
  };
  const mailbox = createMailbox(store.journal<Mail>("mail", KEPT_MAILS), clock);

  async function seed() {
    for (const simulator of Object.values(simulators)) await simulator.seed();
  }
  function reset() {
    for (const simulator of Object.values(simulators)) simulator.reset();
    deps.faults.clear();
    deps.log.clear();
    mailbox.clear();
    clock.reset();
  }
  const control = createControl({ simulators, ...deps, mailbox, origin, seed, reset });

  return {
    seed,
    reset,
    platform: (id) => ({
      fetch: (request) => answerCall(simulators[id], request, { url: new URL(request.url), base: "" }, deps),
    }),
    async fetch(request) {
      const url = new URL(request.url);
      if (url.pathname === "/_sim" || url.pathname.startsWith("/_sim/")) return control.fetch(request);
      // Browsers ask for it; an answer of nothing keeps their consoles clean.
      if (url.pathname === "/favicon.ico") return new Response(null, { status: 204 });
      if (url.pathname === "/") return controlPage({ simulators, ...deps, mailbox });
      const id = SIMULATED_PLATFORMS.find((each) => url.pathname.startsWith(`/${each}/`));
      if (id === undefined) return new Response("There is nothing here.\n", { status: 404 });
      const simulator = simulators[id];
      const forwardedHost = request.headers.get("x-forwarded-host");
      if (forwardedHost === null && request.method === "GET") {
        // Mastodon's own address of a profile is /@name.
        const name = url.pathname.slice(id.length + 2).replace(/^@/, "");
        const account = (await simulator.accounts()).find((each) => each.name === name);
        if (account !== undefined) return profilePage(simulator, account);
      }
      const inner = new URL(url);
      inner.pathname = url.pathname.slice(id.length + 1);
      return answerCall(
        simulator,
        new Request(inner, withBody(request, await request.arrayBuffer())),
        { url: logicalUrl(url, request.headers, forwardedHost), base: `/${id}` },
        deps,
      );
    },
  };
}

/** What the client called: the forwarded host without our prefix, or the address as it is. */
function logicalUrl(url: URL, headers: Headers, forwardedHost: string | null): URL {
  if (forwardedHost === null) return url;
  const prefix = prefixOfHost(forwardedHost) ?? "";
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname;
  return new URL(`${headers.get("x-forwarded-proto") ?? "https"}://${forwardedHost}${path}${url.search}`);
}

/** `init` that repeats a request under another URL. */
function withBody({ method, headers, signal }: Request, body: ArrayBuffer): RequestInit {
  return { method, headers, signal, redirect: "manual", ...(body.byteLength === 0 ? {} : { body }) };
}

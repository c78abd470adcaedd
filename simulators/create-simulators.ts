/** All simulated platforms and login providers behind one `fetch`, with the control API and the pages for people. */
import { answerCall, type CallDeps } from "./answer-call.ts";
import { createBluesky } from "./bluesky/create-bluesky.ts";
import { createClock } from "./clock.ts";
import { controlPage } from "./control-page.ts";
import { createControl } from "./control.ts";
import { createFacebook } from "./facebook/create-facebook.ts";
import { createFaultBook, type Fault } from "./faults.ts";
import { createGitHub } from "./github/create-github.ts";
import { createGoogle } from "./google/create-google.ts";
import { prefixOfHost } from "./hosts.ts";
import { loginPage } from "./login/login-page.ts";
import { createMailbox, type Mail } from "./mailbox.ts";
import { createMastodon } from "./mastodon/create-mastodon.ts";
import { profilePage } from "./profile-page.ts";
import { createRequestLog, type LogEntry } from "./request-log.ts";
import {
  LOGIN_PROVIDERS,
  SIMULATED_PLATFORMS,
  SIMULATED_SERVICES,
  type LoginProvider,
  type LoginProviderId,
  type SimulatedPlatform,
  type SimulatedServer,
  type SimulatedService,
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
  /** Answers a request below `/{service}/`, `/_sim/` or `/`; the origin of its URL is not looked at. */
  fetch(request: Request): Promise<Response>;
  /** One service mounted at the root, for clients that cannot be given a path prefix. */
  platform(id: SimulatedService): { fetch(request: Request): Promise<Response> };
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
  const providers: Record<LoginProviderId, LoginProvider> = {
    google: createGoogle(ports),
    facebook: createFacebook(ports),
    github: createGitHub(ports),
  };
  const services: Record<SimulatedService, SimulatedServer> = { ...simulators, ...providers };
  const deps: CallDeps = {
    clock,
    faults: createFaultBook(store.document<Fault[]>("faults", () => [])),
    log: createRequestLog(store.journal<LogEntry>("requests", KEPT_REQUESTS)),
  };
  const mailbox = createMailbox(store.journal<Mail>("mail", KEPT_MAILS), clock);

  async function seed() {
    for (const service of Object.values(services)) await service.seed();
  }
  function reset() {
    for (const service of Object.values(services)) service.reset();
    deps.faults.clear();
    deps.log.clear();
    mailbox.clear();
    clock.reset();
  }
  const roles = { simulators, providers, services };
  const control = createControl({ ...roles, ...deps, mailbox, origin, seed, reset });

  /** The page of an account as people see it; null when nobody has that name. */
  async function accountPage(id: SimulatedService, name: string): Promise<Response | null> {
    const platform = SIMULATED_PLATFORMS.find((each) => each === id);
    const account = platform && (await simulators[platform].accounts()).find((each) => each.name === name);
    if (platform && account) return profilePage(simulators[platform], account);
    const provider = LOGIN_PROVIDERS.find((each) => each === id);
    const person = provider && providers[provider].people().find((each) => each.name === name);
    return provider && person ? loginPage(providers[provider], person) : null;
  }

  return {
    seed,
    reset,
    platform: (id) => ({
      fetch: (request) => answerCall(services[id], request, { url: new URL(request.url), base: "" }, deps),
    }),
    async fetch(request) {
      const url = new URL(request.url);
      if (url.pathname === "/_sim" || url.pathname.startsWith("/_sim/")) return control.fetch(request);
      // Browsers ask for it; an answer of nothing keeps their consoles clean.
      if (url.pathname === "/favicon.ico") return new Response(null, { status: 204 });
      if (url.pathname === "/") return controlPage({ ...roles, ...deps, mailbox });
      const id = SIMULATED_SERVICES.find((each) => url.pathname.startsWith(`/${each}/`));
      if (id === undefined) return new Response("There is nothing here.\n", { status: 404 });
      const forwardedHost = request.headers.get("x-forwarded-host");
      if (forwardedHost === null && request.method === "GET") {
        // Mastodon's own address of a profile is /@name.
        const name = url.pathname.slice(id.length + 2).replace(/^@/, "");
        const page = await accountPage(id, name);
        if (page !== null) return page;
      }
      const inner = new URL(url);
      inner.pathname = url.pathname.slice(id.length + 1);
      return answerCall(
        services[id],
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

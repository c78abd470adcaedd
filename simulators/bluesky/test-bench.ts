/** For tests: the adapter in front of the simulators, with a clock and a person who decides on the consent page. */
import type { Grant, PlatformAdapter, PlatformPorts } from "../../src/platforms/platform.ts";
import { createBluesky } from "../../src/platforms/bluesky/create-bluesky.ts";
import { createInternet } from "../internet.ts";
import { createSimulators, type Simulators } from "../create-simulators.ts";
import type { LogEntry } from "../request-log.ts";

const ORIGIN = "http://127.0.0.1:8788";
export const REDIRECT = "http://127.0.0.1:8787/connect/bluesky/callback";
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, child: () => SILENT };

export interface Bench {
  readonly sims: Simulators;
  readonly adapter: PlatformAdapter;
  readonly ports: PlatformPorts;
  /** Milliseconds; move it to let time pass for everybody. */
  readonly time: { now: number };
  /** Replaces the way out, for one that changes or counts requests. */
  through(
    change: (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>,
  ): PlatformPorts;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(kind: string, match: string, more?: Record<string, unknown>): Promise<void>;
  log(): Promise<LogEntry[]>;
  decide(authorizeUrl: string, decision: "allow" | "decline", account: string): Promise<URLSearchParams>;
  connect(name: string): Promise<Grant>;
}

export async function createBench(
  settings: { clientId?: string; clientJwk?: string | null } = {},
): Promise<Bench> {
  const time = { now: Date.UTC(2026, 10, 22, 12) };
  const sims = createSimulators({ stateDir: null, now: () => time.now, origin: ORIGIN });
  await sims.seed();
  const internet = createInternet(sims, { broken: "throw" });
  const ports: PlatformPorts = {
    fetch: (url, init) => internet(new Request(url, init)),
    now: () => time.now,
    log: SILENT,
  };
  const adapter = createBluesky({
    clientId: settings.clientId ?? "http://localhost",
    redirectUri:
      settings.clientId === undefined ? REDIRECT : "https://linkarooie.example/connect/bluesky/callback",
    clientJwk: settings.clientJwk ?? null,
  });
  const redirectUri =
    settings.clientId === undefined ? REDIRECT : "https://linkarooie.example/connect/bluesky/callback";

  async function control(method: string, path: string, body?: unknown) {
    const response = await sims.fetch(
      new Request(`${ORIGIN}/_sim${path}`, {
        method,
        ...(body === undefined
          ? {}
          : body instanceof FormData
            ? { body }
            : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    );
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }

  async function decide(authorizeUrl: string, decision: "allow" | "decline", account: string) {
    // As the browser sees it: without the logical host.
    const url = new URL(authorizeUrl);
    const page = await sims.fetch(new Request(`${ORIGIN}/bluesky${url.pathname}${url.search}`));
    const text = await page.text();
    const hidden = [...text.matchAll(/name="(client_id|request_uri)" value="([^"]*)"/g)].map(
      (match): [string, string] => [match[1] ?? "", (match[2] ?? "").replaceAll("&amp;", "&")],
    );
    const answer = await sims.fetch(
      new Request(`${ORIGIN}/bluesky/oauth/authorize`, {
        method: "POST",
        body: new URLSearchParams([...hidden, ["account", account], ["decision", decision]]),
        redirect: "manual",
      }),
    );
    const location = answer.headers.get("location");
    if (location === null) throw new Error(`no way back: ${answer.status}`);
    return new URL(location).searchParams;
  }

  async function connect(name: string): Promise<Grant> {
    const { authorizeUrl, flow } = await adapter.auth.begin(ports, {
      handle: `${name}.bluesky.hopfield.social`,
      redirectUri,
    });
    const callback = await decide(authorizeUrl, "allow", name);
    return adapter.auth.finish(ports, { callback, flow, redirectUri });
  }

  return {
    sims,
    adapter,
    ports,
    time,
    through: (change) => ({ ...ports, fetch: (url, init) => change(new Request(url, init), internet) }),
    control,
    fault: async (kind, match, more = {}) =>
      void (await control("POST", "/faults", { platform: "bluesky", kind, match, ...more })),
    log: async () => (await control("GET", "/log?platform=bluesky")) as LogEntry[],
    decide,
    connect,
  };
}

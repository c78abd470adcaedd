/** One side of the comparison: a server, the way to it, and accounts with known passwords. */
import { createBluesky } from "../../../src/platforms/bluesky/create-bluesky.ts";
import type { Grant, PlatformAdapter, PlatformPorts } from "../../../src/platforms/platform.ts";
import { createBench } from "../../../simulators/bluesky/test-bench.ts";
import { decide } from "./consent.ts";
import { routedFetch } from "./loopback-request.ts";
import { HOST, type ReferenceServer } from "./reference-server.ts";

export const REDIRECT = "http://127.0.0.1:8787/connect/bluesky/callback";
const PASSWORD = "correct horse battery staple";

export interface World {
  readonly name: string;
  readonly origin: string;
  readonly adapter: PlatformAdapter;
  readonly ports: PlatformPorts;
  handle(name: string): string;
  decide(authorizeUrl: string, name: string, decision: "allow" | "decline"): Promise<URLSearchParams>;
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, child: () => SILENT };

/** The reference server with two fresh accounts. */
export async function referenceWorld(server: ReferenceServer, names: readonly string[]): Promise<World> {
  const fetch = routedFetch((host) => {
    if (host === "plc.directory") return server.plcPort;
    return host === HOST || host.endsWith(`.${HOST}`) ? server.pdsPort : null;
  });
  const handle = (name: string) => `${name}.${HOST}`;
  for (const name of names) {
    const response = await fetch(`https://${HOST}/xrpc/com.atproto.server.createAccount`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ handle: handle(name), email: `${name}@example.test`, password: PASSWORD }),
    });
    if (response.status !== 200)
      throw new Error(`createAccount: ${response.status} ${await response.text()}`);
  }
  return {
    name: "@atproto/pds 0.4.217",
    origin: `https://${HOST}`,
    adapter: newAdapter(),
    ports: { fetch, now: Date.now, log: SILENT },
    handle,
    decide: (url, name, decision) =>
      decide(server.pdsPort, url, { handle: handle(name), password: PASSWORD }, decision),
  };
}

/** Our simulator with the same accounts. */
export async function simulatedWorld(names: readonly string[]): Promise<World> {
  const bench = await createBench();
  bench.time.now = Date.now();
  for (const name of names) await bench.control("POST", "/bluesky/accounts", { name });
  return {
    name: "simulator",
    origin: "https://bluesky.hopfield.social",
    adapter: newAdapter(),
    ports: { ...bench.ports, now: Date.now },
    handle: (name) => `${name}.bluesky.hopfield.social`,
    decide: (url, name, decision) => bench.decide(url, decision, name),
  };
}

/** Connects through the adapter's own OAuth. */
export async function connect(world: World, name: string): Promise<Grant> {
  const { adapter, ports } = world;
  const { authorizeUrl, flow } = await adapter.auth.begin(ports, {
    handle: world.handle(name),
    redirectUri: REDIRECT,
  });
  const callback = await world.decide(authorizeUrl, name, "allow");
  return adapter.auth.finish(ports, { callback, flow, redirectUri: REDIRECT });
}

function newAdapter(): PlatformAdapter {
  return createBluesky({ clientId: "http://localhost", redirectUri: REDIRECT, clientJwk: null });
}

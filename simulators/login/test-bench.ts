/** For tests: the simulators as the internet, a clock, and a person in front of the consent page. */
import { createHash, randomBytes } from "node:crypto";

import { createSimulators, type Simulators } from "../create-simulators.ts";
import { prefixOfHost } from "../hosts.ts";
import { createInternet } from "../internet.ts";
import type { LogEntry } from "../request-log.ts";
import type { LoginProviderId } from "../simulator.ts";
import { control, decide } from "../test-kit.ts";

export const SIM_ORIGIN = "http://127.0.0.1:8788";

export const redirectOf = (provider: LoginProviderId) => `http://localhost:8787/auth/${provider}/callback`;

export interface LoginBench {
  readonly sims: Simulators;
  /** Milliseconds by the clients' clock. */
  readonly time: { now: number };
  /** What stands in place of `fetch`: real addresses in, simulated answers out, broken connections rejected. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The consent page at an authorisation address, as the browser is sent to it. */
  open(authorizeUrl: string | URL): Promise<Response>;
  /** What the callback is called with after a person decided. */
  decide(
    authorizeUrl: string | URL,
    account: string,
    decision?: "allow" | "decline",
    unticked?: readonly string[],
  ): Promise<URL>;
  control<T>(path: string, body?: unknown): Promise<T>;
  fault(provider: LoginProviderId, kind: string, match: string, more?: object): Promise<void>;
  /** What requests changed at a provider, oldest first. */
  effects(provider: LoginProviderId): Promise<string[]>;
  /** How many tokens of an account are alive. */
  aliveTokens(provider: LoginProviderId, account: string): Promise<number>;
}

export function createLoginBench(): LoginBench {
  const time = { now: Date.parse("2026-11-22T12:00:00Z") };
  const sims = createSimulators({ stateDir: null, now: () => time.now, origin: SIM_ORIGIN });
  const internet = createInternet(sims, { broken: "throw" });
  const browserUrl = (address: string | URL) => {
    const url = new URL(address);
    return `${SIM_ORIGIN}${prefixOfHost(url.hostname)}${url.pathname}${url.search}`;
  };
  return {
    sims,
    time,
    fetch: (input, init) => internet(new Request(input, init)),
    open: (address) => sims.fetch(new Request(browserUrl(address))),
    decide: (address, account, decision = "allow", unticked = []) =>
      decide(sims, browserUrl(address), account, decision, unticked),
    control: (path, body) => control(sims, path, body),
    fault: async (platform, kind, match, more = {}) =>
      void (await control(sims, "/faults", { platform, kind, match, ...more })),
    effects: async (provider) =>
      (await control<LogEntry[]>(sims, `/log?platform=${provider}`)).flatMap(({ effect }) => effect ?? []),
    async aliveTokens(provider, account) {
      const path = `/${provider}/accounts/${account}`;
      const { tokens } = await control<{ tokens: { revoked_at: string | null }[] }>(sims, path);
      return tokens.filter((each) => each.revoked_at === null).length;
    },
  };
}

/** A PKCE pair. */
export function newPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** A URL with parameters; undefined ones are left out. */
export function withQuery(address: string, params: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(params))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** A form without its undefined fields. */
export function formOf(fields: Readonly<Record<string, string | undefined>>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

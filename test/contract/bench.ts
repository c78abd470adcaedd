/** The hands of one contract test: connects, writes and collects what was said, over a world that is new for each test. */
import { expect } from "vitest";

import { PlatformError } from "../../src/platforms/errors.ts";
import type { FlowState, Grant, Observation, Receipt, Slot } from "../../src/platforms/platform.ts";
import type { AdapterWorld, ContractSettings } from "./adapter-world.ts";

export interface Bench {
  readonly settings: ContractSettings;
  readonly world: AdapterWorld;
  readonly begin: () => Promise<{ authorizeUrl: string; flow: FlowState }>;
  readonly finish: (callback: URLSearchParams, flow: FlowState) => Promise<Grant>;
  readonly connect: () => Promise<Grant>;
  readonly observe: (grant: Grant) => Promise<Observation>;
  /** Observes and writes a drawn picture. */
  readonly apply: (grant: Grant, slot: Slot, seed?: number) => Promise<Receipt>;
  /** What the platform's log says was changed, in order. */
  readonly effects: () => Promise<string[]>;
  /** Lets the platform's settling time pass. */
  readonly settle: (slot: Slot) => void;
  /** The error that this must end with. */
  readonly failure: (work: Promise<unknown>) => Promise<PlatformError>;
  readonly refresh: (grant: Grant) => Promise<Grant>;
  /** Fails when a secret is in a log line or an error of this test. */
  readonly expectNoSecretWasSaid: () => void;
}

export async function createBench(settings: ContractSettings): Promise<Bench> {
  const world = await settings.make();
  const { adapter, ports, redirectUri } = world;
  const grants: Grant[] = [];
  const errors: PlatformError[] = [];

  async function keep(work: Promise<Grant>): Promise<Grant> {
    const grant = await work;
    grants.push(grant);
    return grant;
  }
  const bench: Bench = {
    settings,
    world,
    begin: () => adapter.auth.begin(ports, { ...world.typed, redirectUri }),
    finish: (callback, flow) => keep(adapter.auth.finish(ports, { callback, flow, redirectUri })),
    async connect() {
      const { authorizeUrl, flow } = await bench.begin();
      return bench.finish(await world.consent(authorizeUrl, "allow"), flow);
    },
    observe: (grant) => adapter.observe(ports, grant),
    async apply(grant, slot, seed = 1) {
      const before = await bench.observe(grant);
      return adapter.apply(ports, grant, slot, await world.picture(slot, seed), before);
    },
    async effects() {
      const all = (await world.log()).flatMap(({ effect }) => effect?.split("+") ?? []);
      return all.filter((effect) => /_(?:set|removed)$/.test(effect));
    },
    settle: (slot) => world.advance(adapter.descriptor.slots[slot].settlesAfterMs),
    async failure(work) {
      const error: unknown = await work.then(
        () => new Error("this should have failed"),
        (reason: unknown) => reason,
      );
      if (!(error instanceof PlatformError)) throw error;
      errors.push(error);
      return error;
    },
    async refresh(grant) {
      if (adapter.auth.refresh === undefined) throw new Error("this adapter has no refresh");
      return keep(adapter.auth.refresh(ports, grant));
    },
    expectNoSecretWasSaid() {
      const said = [...world.lines, ...errors.map(everythingIn)].join("\n");
      for (const secret of [...world.secrets, ...grants.flatMap(secretsOf)])
        expect(said).not.toContain(secret);
    },
  };
  return bench;
}

/** Whatever a log or an error page could show of an error. */
function everythingIn(error: PlatformError): string {
  const cause =
    error.cause instanceof Error
      ? `${error.cause.message} ${error.cause.stack}`
      : JSON.stringify(error.cause);
  return [error.message, error.stack, JSON.stringify(error), cause].join("\n");
}

function secretsOf(grant: Grant): string[] {
  const extra = Object.entries(grant.extra).filter(([key]) => /secret|key|jwk/i.test(key));
  const values = [
    grant.accessToken,
    grant.tokenSecret,
    grant.refreshToken,
    ...extra.map(([, value]) => value),
  ];
  return values.filter((value) => value !== undefined && value.length > 0) as string[];
}

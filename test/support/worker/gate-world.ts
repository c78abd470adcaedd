/** A gate over a real object's SQLite and real D1, with the clock in the test's hands. */
import { runInDurableObject } from "cloudflare:test";

import type { AppContext } from "../../../src/context.ts";
import type { ConnectionRow } from "../../../src/db/connections.ts";
import { createCapabilityCache } from "../../../src/durable-objects/platform-gate/capability-cache.ts";
import { createGate, type Gate } from "../../../src/durable-objects/platform-gate/gate.ts";
import { openGateStore } from "../../../src/durable-objects/platform-gate/gate-store.ts";
import { createQueue } from "../../../src/durable-objects/platform-gate/queue.ts";
import { createLogger } from "../../../src/log.ts";
import { newId } from "../../../src/new-id.ts";
import type { PlatformId } from "../../../src/platforms/platform.ts";
import { bindings, testContext } from "./signed-in.ts";

export interface GateWorld {
  readonly app: AppContext;
  readonly clock: { now: number };
  readonly gate: Gate;
  readonly lines: string[];
  /** The same object after it was evicted: what was only in memory is gone. */
  restart(): Gate;
}

export function inGate(
  platform: PlatformId,
  run: (world: GateWorld) => Promise<void>,
  key: string = platform,
): Promise<void> {
  const stub = bindings.PLATFORM_GATE.getByName(newId("req"));
  return runInDurableObject(stub, (_object, state: DurableObjectState) => {
    const clock = { now: Date.UTC(2026, 10, 25) };
    const lines: string[] = [];
    let turn = 0;
    const random = () => (turn = (turn + 0.618) % 1);
    const config = { ...testContext().config, timeScale: 1 };
    const log = createLogger({}, (_level, line) => lines.push(line));
    const app: AppContext = testContext({ config, now: () => clock.now, log, platformGate: gatePort() });
    const start = () =>
      createGate({
        app,
        store: openGateStore(state.storage.sql),
        capabilities: createCapabilityCache(key, platform),
        queue: createQueue(random),
        random,
      });
    let gate = start();
    function gatePort(): AppContext["platformGate"] {
      return { admit: (ask) => gate.admit(ask), report: (news) => gate.report(news) };
    }
    return run({
      app,
      clock,
      lines,
      get gate() {
        return gate;
      },
      restart() {
        gate = start();
        return gate;
      },
    });
  });
}

/** A connection as D1 has it; only what limits go by is true. */
export function connectionOn(platformId: PlatformId, id: string, host: string | null = null): ConnectionRow {
  return {
    id,
    userId: "usr",
    platformId,
    accountId: id,
    handle: id,
    host,
    profileUrl: "",
    status: "connected",
    statusReason: null,
    scopes: "[]",
    sealedGrant: "",
    grantGeneration: 1,
    tokenExpiresAt: null,
    lastSuccessAt: null,
    syncAvatar: true,
    syncBanner: true,
    createdAt: 0,
    updatedAt: 0,
  };
}

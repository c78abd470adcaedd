import { DurableObject } from "cloudflare:workers";

import { createContext } from "../../context.ts";
import type { GateAnswer, GateAsk, GateNews } from "../../sync/gate.ts";
import { type CapabilityCache, createCapabilityCache } from "./capability-cache.ts";
import { createGate, type Gate } from "./gate.ts";
import { openGateStore } from "./gate-store.ts";
import { createQueue } from "./queue.ts";

/**
 * One object a platform, and one a server where a platform is many: what all people together may do there. Named by
 * `gateKey`. A shell around `createGate`; what it handed out and what failed survives it.
 */
export class PlatformGate extends DurableObject<AppEnv> {
  readonly #store = openGateStore(this.ctx.storage.sql);
  readonly #queue = createQueue(Math.random);
  #capabilities: CapabilityCache | null = null;

  /** Rejects only when D1 cannot be read or this object is away: the one who asks then waits. */
  admit(ask: GateAsk): Promise<GateAnswer> {
    return this.#of(ask).admit(ask);
  }

  report(news: GateNews): Promise<void> {
    return this.#of(news).report(news);
  }

  #of({ key, platform }: Pick<GateAsk, "key" | "platform">): Gate {
    this.#capabilities ??= createCapabilityCache(key, platform);
    return createGate({
      // Anew each time: a database session that is kept may read what a replica had.
      app: createContext(this.env),
      store: this.#store,
      capabilities: this.#capabilities,
      queue: this.#queue,
      random: Math.random,
    });
  }
}

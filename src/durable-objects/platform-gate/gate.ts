import type { AppContext } from "../../context.ts";
import { MINUTE_MS, SECOND_MS } from "../../limits.ts";
import { newId } from "../../new-id.ts";
import { SLOTS, type Slot } from "../../platforms/platform.ts";
import { descriptors } from "../../platforms/registry.ts";
import { braked } from "../../sync/budget/brake.ts";
import { CLOSED_BREAKER, countFailure, tryThrough } from "../../sync/budget/breaker.ts";
import { type CountedRule, lease, settle } from "../../sync/budget/ledger.ts";
import type { GateAnswer, GateAsk, GateNews, GateReason, Outcome } from "../../sync/gate.ts";
import type { CapabilityCache } from "./capability-cache.ts";
import type { GateStore } from "./gate-store.ts";
import type { createQueue } from "./queue.ts";

/** How long calls are handed out for: a step takes seconds, and what is forgotten must not be missed for long. */
export const LEASE_MS = 20 * SECOND_MS;
/** How often work that is switched off asks whether it is on again; half of it is jitter. */
const OFF_POLL_MS = MINUTE_MS;

export interface Gate {
  admit(ask: GateAsk): Promise<GateAnswer>;
  report(news: GateNews): Promise<void>;
}

interface GateDeps {
  readonly app: AppContext;
  readonly store: GateStore;
  readonly capabilities: CapabilityCache;
  readonly queue: ReturnType<typeof createQueue>;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
}

/** Decides for one platform, or one server of it. Looks in this order: switch, hand-off, rest, budget. */
export function createGate({ app, store, capabilities, queue, random }: GateDeps): Gate {
  async function stopped(ask: GateAsk, slot: Slot): Promise<GateAnswer | null> {
    const row = await capabilities.stopping(app, slot);
    if (row === null) return null;
    const now = app.now();
    switch (row.state) {
      case "off":
        return wait("switched_off", OFF_POLL_MS * (0.5 + random() / 2));
      case "handoff":
        return { kind: "handoff", reason: row.reason };
      case "resting": {
        const tried = tryThrough(store.breaker(slot), row.until ?? 0, now);
        store.setBreaker(slot, tried.breaker);
        if (tried.go) app.log.info("capability_tried", { gate: ask.key, slot });
        // Not all at the same moment: the first one tries, and the others should find out what came of it.
        return tried.go ? null : wait("platform_resting", tried.askAt - now + random() * 10 * SECOND_MS);
      }
    }
  }

  function hand(ask: GateAsk): GateAnswer {
    const rules = appRules(ask, app.config.timeScale);
    const now = app.now();
    if (rules.length === 0) return { kind: "go", leaseId: null, ttlMs: LEASE_MS };
    const id = newId("lse");
    const wanted = { id, reads: ask.calls.reads, writes: ask.calls.writes, expiresAt: now + LEASE_MS };
    const taken = lease(store.ledger(), rules, wanted, now);
    store.setLedger(taken.ledger);
    if (!taken.ok) return wait("platform_busy", queue.comeBack(taken, ask.calls, now) - now);
    return { kind: "go", leaseId: id, ttlMs: LEASE_MS };
  }

  async function hear(news: GateNews, outcome: Outcome, slot: Slot): Promise<void> {
    const { key } = news;
    switch (outcome.kind) {
      case "worked": {
        const { failures, rests } = store.breaker(slot);
        if (failures.length > 0 || rests > 0) store.setBreaker(slot, CLOSED_BREAKER);
        if ((await capabilities.stopping(app, slot))?.state !== "resting") return;
        await capabilities.worksAgain(app, slot);
        app.log.info("capability_works_again", { gate: key, slot });
        return;
      }
      case "failed": {
        const stopping = await capabilities.stopping(app, slot);
        // What was on its way when it stopped says nothing new.
        if (stopping !== null && (stopping.until ?? Number.POSITIVE_INFINITY) > app.now()) return;
        const counted = countFailure(store.breaker(slot), outcome.account, app.now());
        store.setBreaker(slot, counted.breaker);
        if (counted.restUntil === null) return;
        const rest = { slot, state: "resting", reason: outcome.reason, until: counted.restUntil } as const;
        await capabilities.found(app, rest);
        app.log.error("capability_rests", { gate: key, slot, reason: outcome.reason, until: rest.until });
        return;
      }
      case "handoff": {
        const stopping = await capabilities.stopping(app, slot);
        if (stopping !== null && stopping.state !== "resting") return;
        await capabilities.found(app, { slot, state: "handoff", reason: outcome.reason, until: null });
        app.log.error("capability_handed_off", { gate: key, slot, reason: outcome.reason });
        return;
      }
    }
  }

  return {
    async admit(ask) {
      const answer = ask.slot === null ? null : await stopped(ask, ask.slot);
      return answer ?? hand(ask);
    },
    async report(news) {
      const rules = appRules(news, app.config.timeScale);
      for (const { id, used } of news.leases)
        store.setLedger(settle(store.ledger(), rules, id, used, app.now()));
      for (const outcome of news.outcomes)
        for (const slot of outcome.slot === null ? SLOTS : [outcome.slot]) await hear(news, outcome, slot);
    },
  };
}

/** What all of ours may do together, a tenth less than allowed. Time runs faster in development, as everything of ours does. */
export function appRules(of: Pick<GateAsk, "platform">, timeScale: number): CountedRule[] {
  return descriptors[of.platform].limits
    .filter((rule) => rule.per === "app")
    .map((rule) => ({ ...braked(rule), windowMs: Math.ceil(rule.windowMs / timeScale) }));
}

function wait(reason: GateReason, waitMs: number): GateAnswer {
  return { kind: "wait", reason, waitMs: Math.max(1, Math.ceil(waitMs)) };
}

import type { AppContext } from "../../context.ts";
import type { ConnectionRow } from "../../db/connections.ts";
import { SECOND_MS } from "../../limits.ts";
import type { PlatformId, PlatformPorts, Slot } from "../../platforms/platform.ts";
import { PlatformError } from "../../platforms/errors.ts";
import { descriptors } from "../../platforms/registry.ts";
import { outcomeOf } from "../../sync/budget/outcome-of.ts";
import type { Leave } from "../../sync/engine-ports.ts";
import { type GateAnswer, gateKey, type Outcome } from "../../sync/gate.ts";
import type { Operation } from "../../sync/operation.ts";
import { connectionBudget, type OwnBudgets } from "./connection-budget.ts";

/** A request may be on its way for a moment after it was counted. */
const MARGIN_MS = SECOND_MS;
/** When the gate cannot be asked, this long until the next try. */
const AWAY_MS = 20 * SECOND_MS;

interface Held {
  readonly id: string;
  readonly until: number;
  readonly left: { reads: number; writes: number };
  readonly used: { reads: number; writes: number };
}

/** One connection’s dealings with limits and gate. */
export interface Desk {
  /** Ports on which nothing leaves uncounted. */
  readonly ports: PlatformPorts;
  mayWrite(slot: Slot): Promise<Leave>;
  /** What a call said about the platform; `slot` null for reading, `error` null when it worked. */
  heard(slot: Slot | null, error: unknown): void;
}

export interface GateDesks {
  of(connection: ConnectionRow): Desk;
  /** After a step: brings back what was not used and tells what happened. Keeps the lease for a step that follows at once. */
  settle(op: Operation): Promise<void>;
}

/** The desks of one person, for as long as one alarm works. */
export function createGateDesks(app: AppContext, journal: OwnBudgets): GateDesks {
  const desks = new Map<string, { desk: Desk; settle: (op: Operation) => Promise<void> }>();
  return {
    of(connection) {
      const known = desks.get(connection.id) ?? createDesk(app, journal, connection);
      desks.set(connection.id, known);
      return known.desk;
    },
    settle: (op) => desks.get(op.connectionId)?.settle(op) ?? Promise.resolve(),
  };
}

function createDesk(app: AppContext, journal: OwnBudgets, connection: ConnectionRow) {
  const platform = connection.platformId as PlatformId;
  const descriptor = descriptors[platform];
  const key = gateKey(platform, connection.host);
  const own = connectionBudget(journal, descriptor, connection.id);
  const shared = descriptor.limits.filter((rule) => rule.per === "app");
  const counts = (kind: "read" | "write") => shared.some(({ on }) => on === "any" || on === kind);
  const admitted = new Map<Slot, number>();
  let writing: Slot | null = null;
  let held: Held | null = null;
  let spent: { id: string; used: Held["used"] }[] = [];
  let outcomes: Outcome[] = [];

  async function ask(slot: Slot | null): Promise<GateAnswer> {
    const askedAt = app.now();
    const calls =
      slot === null ? { reads: descriptor.callsPerChange.reads, writes: 0 } : descriptor.callsPerChange;
    const answer = await app.platformGate.admit({ platform, key, slot, calls }).catch((error: unknown) => {
      app.log.warn("gate_away", { gate: key, error });
      return { kind: "wait", reason: "gate_away", waitMs: AWAY_MS } as const;
    });
    if (answer.kind !== "go") return answer;
    const until = askedAt + answer.ttlMs - MARGIN_MS;
    if (slot !== null) admitted.set(slot, until);
    if (answer.leaseId !== null) {
      if (held !== null) spent.push(held);
      held = { id: answer.leaseId, until, left: { ...calls }, used: { reads: 0, writes: 0 } };
    }
    return answer;
  }

  /** Counts a request against the lease, which is renewed where it has run out. Throws when it must not leave now. */
  async function leaveFor(kind: "read" | "write"): Promise<void> {
    const field = kind === "read" ? "reads" : "writes";
    const stale = kind === "write" && writing !== null && (admitted.get(writing) ?? 0) <= app.now();
    const short = counts(kind) && (held === null || held.until <= app.now() || held.left[field] < 1);
    if (stale || short) {
      const answer = await ask(kind === "write" ? writing : null);
      if (answer.kind === "handoff") throw new PlatformError("capability-gone", answer.reason);
      if (answer.kind === "wait") {
        const retryAt = app.now() + answer.waitMs;
        throw new PlatformError("retry-at", answer.reason, { retryAt });
      }
    }
    if (held === null || !counts(kind)) return;
    held.left[field] -= 1;
    held.used[field] += 1;
  }

  const desk: Desk = {
    ports: {
      ...app.ports,
      async fetch(url, init) {
        const kind = (init?.method ?? "GET") === "GET" ? "read" : "write";
        await leaveFor(kind);
        own.count(kind === "write", app.now());
        const response = await app.ports.fetch(url, init);
        own.heard(response.headers, app.now());
        return response;
      },
    },
    async mayWrite(slot) {
      const now = app.now();
      writing = slot;
      const room = own.roomAt(descriptor.callsPerChange, now);
      if (room > now) return { kind: "wait", state: "retrying", reason: "rate_limited", until: room };
      const answer = await ask(slot);
      if (answer.kind !== "wait") return answer.kind === "go" ? { kind: "go" } : answer;
      const state = answer.reason === "switched_off" ? "waiting" : "retrying";
      return { kind: "wait", state, reason: answer.reason, until: app.now() + Math.ceil(answer.waitMs) };
    },
    heard(slot, error) {
      const failed = error instanceof PlatformError ? outcomeOf(error) : null;
      // A read that works says nothing of writes.
      const kind = error === null && slot !== null ? "worked" : failed;
      const reason = error instanceof PlatformError ? error.reason : "";
      if (kind !== null) outcomes.push({ slot, account: connection.id, kind, reason });
    },
  };

  async function settle(op: Operation): Promise<void> {
    const looksNext = op.phase !== "done" && op.dueAt <= app.now() + SECOND_MS && counts("read");
    if (held !== null && !(looksNext && held.left.reads > 0)) {
      spent.push(held);
      held = null;
    }
    if (spent.length === 0 && outcomes.length === 0) return;
    const leases = spent.map(({ id, used }) => ({ id, used }));
    const news = { platform, key, leases, outcomes };
    [spent, outcomes] = [[], []];
    // Not told, a lease ends by itself, and a failure that matters happens again.
    await app.platformGate
      .report(news)
      .catch((error: unknown) => app.log.warn("gate_not_told", { gate: key, error }));
  }
  return { desk, settle };
}

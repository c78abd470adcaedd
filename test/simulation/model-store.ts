/** D1 as the engine meets it: answers late, fails before or after the effect, can be set back to an older state. */
import type { Operation } from "../../src/sync/operation.ts";
import type { UnfinishedTarget } from "../../src/sync/take-in.ts";
import { isFinal, type TargetState } from "../../src/sync/target-state.ts";
import type { Machine } from "./machine.ts";
import type { Random } from "./random.ts";

export interface TargetRow {
  readonly target: Omit<UnfinishedTarget, "cancelled" | "revision">;
  readonly state: TargetState;
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface Tables {
  targets: Map<string, TargetRow>;
  cancelledRuns: Set<string>;
  /** Orders to wake the object, by id, with the time they are due. */
  orders: Map<string, number>;
  watch: { readonly nextDueAt: number | null; readonly updatedAt: number } | null;
  connections: Map<string, { readonly generation: number; readonly sealed: string }>;
}

export class ModelStore {
  readonly #machine: Machine;
  readonly #random: Random;
  readonly #trouble: number;
  tables: Tables = {
    targets: new Map(),
    cancelledRuns: new Set(),
    orders: new Map(),
    watch: null,
    connections: new Map(),
  };
  #backup: Tables | null = null;

  constructor(machine: Machine, random: Random, trouble: number) {
    this.#machine = machine;
    this.#random = random;
    this.#trouble = trouble;
  }

  /** One statement or batch of the process `epoch`, or of the app when that is null. May fail before it happens, or lose its answer after. */
  async call<T>(epoch: number | null, act: (tables: Tables) => T): Promise<T> {
    const pass = () => (epoch === null ? this.#machine.pause() : this.#machine.moment(epoch));
    await pass();
    if (this.#random.chance(this.#trouble)) throw new Error("D1 is away");
    const result = act(this.tables);
    await pass();
    if (this.#random.chance(this.#trouble / 2)) throw new Error("D1 lost the answer");
    return result;
  }

  backUp(): void {
    this.#backup = copyOf(this.tables);
  }
  /** True when there was something to go back to. */
  restore(): boolean {
    if (this.#backup === null) return false;
    this.tables = copyOf(this.#backup);
    return true;
  }
}

function copyOf(tables: Tables): Tables {
  return {
    targets: new Map(tables.targets),
    cancelledRuns: new Set(tables.cancelledRuns),
    orders: new Map(tables.orders),
    watch: tables.watch,
    connections: new Map(tables.connections),
  };
}

/** What `unfinishedTargets` answers. */
export function unfinished(tables: Tables): UnfinishedTarget[] {
  return [...tables.targets.values()]
    .filter(({ state }) => !isFinal(state))
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.target.id < b.target.id ? -1 : 1))
    .map(({ target, revision }) => ({
      ...target,
      connectionId: tables.connections.has(target.connectionId) ? target.connectionId : "",
      revision,
      cancelled: tables.cancelledRuns.has(target.syncRequestId),
    }));
}

/** What `mirrorOperations` does. */
export function mirrorTo(
  tables: Tables,
  operations: readonly Operation[],
  nextDueAt: number | null,
  now: number,
): void {
  tables.watch = { nextDueAt, updatedAt: now };
  for (const op of operations) {
    const row = tables.targets.get(op.id);
    if (row === undefined || row.revision >= op.revision) continue;
    tables.targets.set(op.id, { ...row, state: op.view.state, revision: op.revision, updatedAt: now });
  }
}

/** When a sweep has something to wake the object for, null when nothing is open; `overdueMs` as in the sweeper. */
export function nextSweep(tables: Tables, overdueMs: number): number | null {
  const times = [...tables.orders.values()];
  const due = tables.watch?.nextDueAt ?? null;
  if (due !== null) times.push(due + overdueMs + 1);
  else
    for (const { state, updatedAt } of tables.targets.values())
      if (!isFinal(state)) times.push(updatedAt + overdueMs + 1);
  return times.length === 0 ? null : Math.min(...times);
}

/** The gate's own SQLite: what was handed out, and what failed lately. Two small documents, rewritten whole. */
import * as z from "zod";

import type { Slot } from "../../platforms/platform.ts";
import { type Breaker, CLOSED_BREAKER } from "../../sync/budget/breaker.ts";
import { EMPTY_LEDGER, type Ledger } from "../../sync/budget/ledger.ts";

const SCHEMA = "create table if not exists state (name text primary key, body text not null)";

const ledgerSchema = z.object({
  windows: z.record(z.string(), z.array(z.object({ from: z.number(), at: z.number(), count: z.number() }))),
  leases: z.array(z.object({ id: z.string(), reads: z.number(), writes: z.number(), expiresAt: z.number() })),
});

const breakerSchema = z.object({
  failures: z.array(z.object({ at: z.number(), account: z.string() })),
  rests: z.number(),
  tryingUntil: z.number().nullable(),
});

export interface GateStore {
  ledger(): Ledger;
  setLedger(ledger: Ledger): void;
  breaker(slot: Slot): Breaker;
  setBreaker(slot: Slot, breaker: Breaker): void;
}

export function openGateStore(sql: SqlStorage): GateStore {
  sql.exec(SCHEMA);

  /** What cannot be read, after a change of form, is begun anew: a window then forgets, which the kept tenth covers. */
  function read<Value>(name: string, schema: z.ZodType<Value>, empty: Value): Value {
    const row = sql.exec<{ body: string }>("select body from state where name = ?", name).toArray()[0];
    if (row === undefined) return empty;
    return schema.safeParse(JSON.parse(row.body)).data ?? empty;
  }
  function write(name: string, value: unknown): void {
    sql.exec("insert or replace into state (name, body) values (?, ?)", name, JSON.stringify(value));
  }

  return {
    ledger: () => read<Ledger>("ledger", ledgerSchema, EMPTY_LEDGER),
    setLedger: (ledger) => write("ledger", ledger),
    breaker: (slot) => read<Breaker>(`breaker:${slot}`, breakerSchema, CLOSED_BREAKER),
    setBreaker: (slot, breaker) => write(`breaker:${slot}`, breaker),
  };
}

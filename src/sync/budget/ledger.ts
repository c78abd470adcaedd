/**
 * Several windows kept together, with leases: calls handed out ahead, to be used until a lease ends. What is out on lease
 * counts as used until it is settled; a lease that is never returned counts as used at its very end. Pure.
 */
import { addTo, countIn, living, roomAt, type WindowRule, type WindowState } from "./window.ts";

/** Calls by kind: each counts against every rule on its kind, and against those on any. */
export interface Calls {
  readonly reads: number;
  readonly writes: number;
}

export interface CountedRule extends WindowRule {
  /** Names the window; unique among the rules of a ledger. */
  readonly what: string;
  readonly on: "any" | "read" | "write";
}

interface Lease extends Calls {
  readonly id: string;
  readonly expiresAt: number;
}

export interface Ledger {
  readonly windows: Readonly<Record<string, WindowState>>;
  readonly leases: readonly Lease[];
}

export const EMPTY_LEDGER: Ledger = { windows: {}, leases: [] };

/** `at`: when to come back. Without room until then, somebody may still return a lease sooner. */
export type Taken =
  | { readonly ok: true; readonly ledger: Ledger }
  | { readonly ok: false; readonly ledger: Ledger; readonly at: number };

/** Counts calls that leave now, all of them or none. */
export function take(ledger: Ledger, rules: readonly CountedRule[], calls: Calls, now: number): Taken {
  const current = expire(ledger, rules, now);
  const at = roomFor(current, rules, calls, now);
  return at > now
    ? { ok: false, ledger: current, at }
    : { ok: true, ledger: counted(current, rules, calls, now) };
}

/** Hands out calls to be used before `expiresAt`, all of them or none. */
export function lease(ledger: Ledger, rules: readonly CountedRule[], wanted: Lease, now: number): Taken {
  const current = expire(ledger, rules, now);
  const at = roomFor(current, rules, wanted, now);
  if (at > now) return { ok: false, ledger: current, at };
  return { ok: true, ledger: { ...current, leases: [...current.leases, wanted] } };
}

/** Takes a lease back: what was used counts as used now, the rest is free again. An unknown or ended one changes nothing. */
export function settle(
  ledger: Ledger,
  rules: readonly CountedRule[],
  id: string,
  used: Calls,
  now: number,
): Ledger {
  const current = expire(ledger, rules, now);
  const held = current.leases.find((each) => each.id === id);
  if (held === undefined) return current;
  const spent = { reads: Math.min(used.reads, held.reads), writes: Math.min(used.writes, held.writes) };
  const leases = current.leases.filter((each) => each !== held);
  return counted({ ...current, leases }, rules, spent, now);
}

function expire(ledger: Ledger, rules: readonly CountedRule[], now: number): Ledger {
  const over = ledger.leases.filter((each) => each.expiresAt <= now);
  const leases = over.length === 0 ? ledger.leases : ledger.leases.filter((each) => each.expiresAt > now);
  return over
    .toSorted((a, b) => a.expiresAt - b.expiresAt)
    .reduce<Ledger>((sum, each) => counted(sum, rules, each, each.expiresAt), { ...ledger, leases });
}

function counted(ledger: Ledger, rules: readonly CountedRule[], calls: Calls, at: number): Ledger {
  const windows = rules.map((rule) => {
    const state = living(ledger.windows[rule.what] ?? [], rule, at);
    return [rule.what, addTo(state, rule, amount(rule, calls), at)] as const;
  });
  return { ...ledger, windows: Object.fromEntries(windows) };
}

/** `now` when `calls` fit into every window, else when to ask again. */
function roomFor(ledger: Ledger, rules: readonly CountedRule[], calls: Calls, now: number): number {
  const soonest = Math.min(...ledger.leases.map((each) => each.expiresAt));
  return Math.max(
    now,
    ...rules.map((rule) => {
      const wanted = amount(rule, calls);
      const state = ledger.windows[rule.what] ?? [];
      const out = ledger.leases.reduce((sum, each) => sum + amount(rule, each), 0);
      if (wanted === 0 || countIn(state, rule, now) + out + wanted <= rule.max) return now;
      const freed = roomAt(state, rule, wanted + out, now);
      // Of what is out on lease, most often something comes back unused.
      return out > 0 ? Math.max(now + 1, Math.min(soonest, freed)) : Math.max(now + 1, freed);
    }),
  );
}

function amount(rule: CountedRule, calls: Calls): number {
  if (rule.on === "any") return calls.reads + calls.writes;
  return rule.on === "read" ? calls.reads : calls.writes;
}

/**
 * Several windows kept together, with leases: calls handed out ahead, to be used until a lease ends. What is out on lease
 * counts as used until it is settled; a lease that is never returned counts as used at its very end. Pure.
 */
import { addTo, living, roomAt, type WindowRule, type WindowState } from "./window.ts";

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

/**
 * When there is no room: `at` is when there will be, if everything that is out on lease is used. Where leases are out that
 * may come back unused, `sooner` says when the next one ends and how many calls they hold. `rule` is the one that is full.
 */
export interface NoRoom {
  readonly at: number;
  readonly sooner: { readonly at: number; readonly calls: number } | null;
  readonly rule: CountedRule;
}

export type Taken =
  | { readonly ok: true; readonly ledger: Ledger }
  | ({ readonly ok: false; readonly ledger: Ledger } & NoRoom);

/** Counts calls that leave now, all of them or none. */
export function take(ledger: Ledger, rules: readonly CountedRule[], calls: Calls, now: number): Taken {
  const current = expire(ledger, rules, now);
  const full = noRoom(current, rules, calls, now);
  return full === null
    ? { ok: true, ledger: counted(current, rules, calls, now) }
    : { ok: false, ledger: current, ...full };
}

/** Hands out calls to be used before `expiresAt`, all of them or none. */
export function lease(ledger: Ledger, rules: readonly CountedRule[], wanted: Lease, now: number): Taken {
  const current = expire(ledger, rules, now);
  const full = noRoom(current, rules, wanted, now);
  if (full !== null) return { ok: false, ledger: current, ...full };
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

/** Null when `calls` fit into every window, else what of the fullest one is to be known. */
function noRoom(ledger: Ledger, rules: readonly CountedRule[], calls: Calls, now: number): NoRoom | null {
  let worst: NoRoom | null = null;
  for (const rule of rules) {
    const wanted = amount(rule, calls);
    const out = ledger.leases.map((each) => ({
      from: each.expiresAt,
      at: each.expiresAt,
      count: amount(rule, each),
    }));
    const held = out.reduce((sum, each) => sum + each.count, 0);
    const state = [...(ledger.windows[rule.what] ?? []), ...out].toSorted((a, b) => a.at - b.at);
    const at = wanted === 0 ? now : roomAt(state, rule, wanted, now);
    if (at <= now || (worst !== null && worst.at >= at)) continue;
    const soonest = Math.min(...ledger.leases.map((each) => each.expiresAt));
    worst = { at, rule, sooner: held === 0 ? null : { at: soonest, calls: held } };
  }
  return worst;
}

/** How many of `calls` count against `rule`. */
export function amount(rule: CountedRule, calls: Calls): number {
  if (rule.on === "any") return calls.reads + calls.writes;
  return rule.on === "read" ? calls.reads : calls.writes;
}

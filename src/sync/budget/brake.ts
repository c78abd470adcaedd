/** Braking before the wall: a tenth of each budget is kept for looking back at what was sent, and for counting errors. */
import type { WindowRule } from "./window.ts";

const KEPT = 0.1;

/** What a platform said is left of a budget, from the headers of an answer. */
export interface HeaderBudget {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch. */
  readonly resetAt: number;
}

/** The rule with the tenth taken off. Never less than one call. */
export function braked<Rule extends WindowRule>(rule: Rule): Rule {
  return { ...rule, max: Math.max(1, Math.floor(rule.max * (1 - KEPT))) };
}

/** Until when new work has to wait, null when it need not: at a tenth left, until the platform's own reset. */
export function brakeUntil(said: HeaderBudget, now: number): number | null {
  if (said.resetAt <= now) return null;
  // Of a budget of a few calls a tenth is none: then the last one may be used.
  return said.remaining <= Math.floor(said.limit * KEPT) ? said.resetAt : null;
}

import { SECOND_MS } from "../../limits.ts";
import { amount, type Calls, type NoRoom } from "../../sync/budget/ledger.ts";

/** Those who are told the same time come within this, so that they do not all ask in one moment. */
const SPREAD_MS = 2 * SECOND_MS;

/**
 * Tells each of many who wait when it is worth asking again, so that a thousand do not ask at every chance for fifty: as
 * many as fit are told the next chance, as many the window after it, and so on. A hint, kept in memory; the ledger decides.
 */
export function createQueue(random: () => number) {
  // Calls that were sent to the end of the next lease, and to the next room in the window.
  const soon = { at: Number.NEGATIVE_INFINITY, calls: 0 };
  const late = { at: Number.NEGATIVE_INFINITY, calls: 0 };

  return {
    comeBack({ at, sooner, rule }: NoRoom, calls: Calls, now: number): number {
      const wanted = amount(rule, calls);
      const spread = random() * Math.min(SPREAD_MS, rule.windowMs / 50);
      // Somebody's lease may come back unused; only for as many as it could serve is that worth a look.
      if (sooner !== null && sooner.at < at && book(soon, sooner.at, wanted, now) < sooner.calls)
        return sooner.at + spread;
      const before = book(late, at, wanted, now);
      return at + Math.floor(before / rule.max) * rule.windowMs + spread;
    },
  };
}

/** Adds to who comes at `chance.at`, and says how many calls were before. A chance that is over is forgotten. */
function book(chance: { at: number; calls: number }, at: number, calls: number, now: number): number {
  if (now >= chance.at) Object.assign(chance, { at, calls: 0 });
  const before = chance.calls;
  chance.calls += calls;
  return before;
}

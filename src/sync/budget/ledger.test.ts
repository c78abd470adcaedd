import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { braked, brakeUntil } from "./brake.ts";
import { type CountedRule, EMPTY_LEDGER, lease, type Ledger, settle, take } from "./ledger.ts";

const RULES: readonly CountedRule[] = [
  { what: "requests", on: "any", max: 12, windowMs: 1_000 },
  { what: "writes", on: "write", max: 4, windowMs: 2_500 },
];

const calls = fc.record({ reads: fc.nat(5), writes: fc.nat(2) });
/** Mostly in quick succession, sometimes after most of a window. */
const wait = fc.oneof({ weight: 4, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(1_100) });
const ttl = fc.integer({ min: 1, max: 1_500 });
const pick = fc.nat(5);
const step = fc.oneof(
  fc.record({ do: fc.constant("take" as const), calls, wait }),
  fc.record({ do: fc.constant("lease" as const), calls, wait, ttl }),
  fc.record({ do: fc.constant("use" as const), pick, wait }),
  fc.record({ do: fc.constant("return" as const), pick, wait }),
);

interface Sent {
  readonly at: number;
  readonly write: boolean;
}

/** The most calls that any stretch as long as the rule's window saw, wherever it begins. */
function worst(sent: readonly Sent[], rule: CountedRule): number {
  const counted = sent.filter(({ write }) => rule.on === "any" || write);
  const behind = (now: number) => counted.filter(({ at }) => at > now - rule.windowMs && at <= now).length;
  return Math.max(0, ...counted.map(({ at }) => behind(at)));
}

/** Plays a schedule as an object would that may die with its leases in hand, and returns what left. */
function play(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]): Sent[] {
  let now = 0;
  let ledger: Ledger = EMPTY_LEDGER;
  const sent: Sent[] = [];
  const held: {
    id: string;
    reads: number;
    writes: number;
    used: { reads: number; writes: number };
    until: number;
  }[] = [];
  const leave = (count: { reads: number; writes: number }) => {
    for (let n = 0; n < count.reads; n += 1) sent.push({ at: now, write: false });
    for (let n = 0; n < count.writes; n += 1) sent.push({ at: now, write: true });
  };
  for (const [index, each] of steps.entries()) {
    now += each.wait;
    if (each.do === "take") {
      const taken = take(ledger, RULES, each.calls, now);
      ledger = taken.ledger;
      if (taken.ok) leave(each.calls);
      if (!taken.ok && taken.at <= now) throw new Error("told to come back in the past");
    } else if (each.do === "lease") {
      const wanted = { id: `l${index}`, ...each.calls, expiresAt: now + each.ttl };
      const taken = lease(ledger, RULES, wanted, now);
      ledger = taken.ledger;
      if (taken.ok) held.push({ ...wanted, used: { reads: 0, writes: 0 }, until: wanted.expiresAt });
    } else {
      const mine = held[each.pick];
      if (mine === undefined) continue;
      if (each.do === "return") {
        ledger = settle(ledger, RULES, mine.id, mine.used, now);
        held.splice(each.pick, 1);
      } else if (now < mine.until) {
        leave({ reads: mine.reads - mine.used.reads, writes: mine.writes - mine.used.writes });
        mine.used = { reads: mine.reads, writes: mine.writes };
      }
    }
  }
  return sent;
}

describe("a ledger", () => {
  it("never lets any stretch of time see more calls than a window allows, whoever returns what or dies", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const sent = play(steps);
        for (const rule of RULES) expect(worst(sent, rule)).toBeLessThanOrEqual(rule.max);
      }),
      { numRuns: 2_000 },
    );
  });

  it("says a time at which the calls do fit, once nothing is out on lease", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ calls, wait: fc.nat(900) }), { maxLength: 60 }), (asks) => {
        let now = 0;
        let ledger: Ledger = EMPTY_LEDGER;
        for (const ask of asks) {
          now += ask.wait;
          const taken = take(ledger, RULES, ask.calls, now);
          ledger = taken.ledger;
          if (taken.ok) continue;
          now = taken.at;
          const again = take(ledger, RULES, ask.calls, now);
          expect(again.ok).toBe(true);
          ledger = again.ledger;
        }
      }),
    );
  });

  it("has room again a window after the end of a lease that was never returned, and not before", () => {
    const all = { id: "dead", reads: 12, writes: 0, expiresAt: 300 };
    const { ledger } = lease(EMPTY_LEDGER, RULES, all, 0);
    const one = { reads: 1, writes: 0 };
    expect(take(ledger, RULES, one, 299)).toMatchObject({
      ok: false,
      at: 1_300,
      sooner: { at: 300, calls: 12 },
    });
    expect(take(ledger, RULES, one, 300)).toMatchObject({ ok: false, at: 1_300, sooner: null });
    expect(take(ledger, RULES, one, 1_299).ok).toBe(false);
    expect(take(ledger, RULES, one, 1_300)).toMatchObject({ ok: true });
    // Nothing is kept of it for ever.
    expect(take(ledger, RULES, one, 1_300).ledger.leases).toEqual([]);
  });

  it("counts calls that were put together until the last of them is a window ago", () => {
    const first = take(EMPTY_LEDGER, RULES, { reads: 1, writes: 0 }, 0);
    const full = take(first.ledger, RULES, { reads: 11, writes: 0 }, 15);
    expect(take(full.ledger, RULES, { reads: 2, writes: 0 }, 1_014)).toMatchObject({ ok: false, at: 1_015 });
    expect(take(full.ledger, RULES, { reads: 2, writes: 0 }, 1_015).ok).toBe(true);
  });

  it("gives back at once what a lease did not use", () => {
    const { ledger } = lease(EMPTY_LEDGER, RULES, { id: "a", reads: 12, writes: 0, expiresAt: 300 }, 0);
    const settled = settle(ledger, RULES, "a", { reads: 2, writes: 0 }, 50);
    expect(take(settled, RULES, { reads: 10, writes: 0 }, 50).ok).toBe(true);
    expect(take(settled, RULES, { reads: 11, writes: 0 }, 50).ok).toBe(false);
    // Returned twice, or after its end: nothing more comes free.
    expect(settle(settled, RULES, "a", { reads: 0, writes: 0 }, 60)).toEqual(settled);
  });

  it("counts a clock that goes back as one that stands still", () => {
    const first = take(EMPTY_LEDGER, RULES, { reads: 12, writes: 0 }, 5_000);
    expect(take(first.ledger, RULES, { reads: 1, writes: 0 }, 1_000).ok).toBe(false);
    expect(take(first.ledger, RULES, { reads: 1, writes: 0 }, 6_000).ok).toBe(true);
  });

  it("stays small however many calls there are", () => {
    let ledger: Ledger = EMPTY_LEDGER;
    for (let now = 0; now < 100_000; now += 7)
      ledger = take(ledger, RULES, { reads: 0, writes: 1 }, now).ledger;
    expect(ledger.windows["requests"]?.length).toBeLessThan(60);
  });
});

describe("the brake", () => {
  it("keeps a tenth, and always leaves one call", () => {
    expect([1, 5, 10, 75, 300, 3_000].map((max) => braked({ max, windowMs: 1 }).max)).toEqual([
      1, 4, 9, 67, 270, 2_700,
    ]);
  });

  it("waits for the platform's own reset at a tenth left, and not for one that is over", () => {
    const said = { limit: 75, remaining: 7, resetAt: 900 };
    expect(brakeUntil(said, 100)).toBe(900);
    expect(brakeUntil({ ...said, remaining: 8 }, 100)).toBeNull();
    expect(brakeUntil(said, 900)).toBeNull();
    expect(brakeUntil({ limit: 5, remaining: 1, resetAt: 900 }, 0)).toBeNull();
    expect(brakeUntil({ limit: 5, remaining: 0, resetAt: 900 }, 0)).toBe(900);
  });
});

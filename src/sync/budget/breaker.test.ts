import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type Breaker,
  CLOSED_BREAKER,
  countFailure,
  COUNTED_FOR_MS,
  FAILURES_TO_OPEN,
  FIRST_REST_MS,
  LONGEST_REST_MS,
  TRY_MS,
  tryThrough,
} from "./breaker.ts";

function fail(accounts: readonly string[], apartMs = 1): { breaker: Breaker; restUntil: number | null } {
  let state: ReturnType<typeof countFailure> = { breaker: CLOSED_BREAKER, restUntil: null };
  for (const [index, account] of accounts.entries())
    state = countFailure(state.breaker, account, index * apartMs);
  return state;
}

describe("the breaker", () => {
  it("opens at five failures in a row from three accounts, and at nothing less", () => {
    expect(fail(["a", "b", "c", "a"]).restUntil).toBeNull();
    expect(fail(["a", "b", "c", "a", "b"]).restUntil).toBe(4 + FIRST_REST_MS);
    expect(fail(Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? "a" : "b"))).restUntil).toBeNull();
    expect(fail(["a", "b", "c", "d", "e"], COUNTED_FOR_MS / 4).restUntil).toBeNull();
  });

  it("lets one operation through after the rest, and the next only when that one is lost", () => {
    const { breaker, restUntil } = fail(["a", "b", "c", "d", "e"]);
    const until = restUntil ?? 0;
    expect(tryThrough(breaker, until, until - 1)).toMatchObject({ go: false, askAt: until });
    const first = tryThrough(breaker, until, until);
    expect(first.go).toBe(true);
    expect(tryThrough(first.breaker, until, until + 1)).toMatchObject({ go: false, askAt: until + TRY_MS });
    expect(tryThrough(first.breaker, until, until + TRY_MS).go).toBe(true);
  });

  it("rests twice as long after each try that fails, an hour at most", () => {
    let { breaker, restUntil } = fail(["a", "b", "c", "d", "e"]);
    const rests: number[] = [];
    for (let tries = 0; tries < 9; tries += 1) {
      const now = restUntil ?? 0;
      const tried = tryThrough(breaker, now, now);
      ({ breaker, restUntil } = countFailure(tried.breaker, "a", now));
      rests.push((restUntil ?? 0) - now);
    }
    expect(rests.slice(0, 3)).toEqual([2, 4, 8].map((times) => times * FIRST_REST_MS));
    expect(rests.at(-1)).toBe(LONGEST_REST_MS);
  });

  it("keeps a bounded list whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 200 }), (accounts) => {
        const { breaker } = fail(accounts.map(String));
        expect(breaker.failures.length).toBeLessThanOrEqual(2 * FAILURES_TO_OPEN);
      }),
    );
  });
});

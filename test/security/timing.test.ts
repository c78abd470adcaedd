/** How long an answer takes says nothing about whether an address is known. `npm run timing` measures with more runs. */
import { afterAll, beforeAll, expect, it } from "vitest";

import { compareTiming, judge } from "../support/node/timing/compare-timing.ts";
import { TIMING_CASES } from "../support/node/timing/timing-cases.ts";
import { startTimingWorld, type TimingWorld } from "../support/node/timing/timing-world.ts";

const RUNS = 30;
/** On a busy computer 30 runs may be too few. */
const MOST = 4 * RUNS;
const WARM_UP = 3;

let world: TimingWorld;

beforeAll(async () => {
  world = await startTimingWorld();
});
afterAll(() => world.close());

it.each(TIMING_CASES.filter((each) => each.slow !== true))(
  "is the same for known and unknown: $name",
  { timeout: 300_000 },
  async ({ prepare }) => {
    const pair = await prepare(world, MOST + WARM_UP);
    const result = await compareTiming(pair, { runs: RUNS, most: MOST, warmUp: WARM_UP });
    // On a computer that is busy otherwise more would be noise; what skips a hash is far beyond that.
    expect(result).toMatchObject({ verdict: expect.not.stringMatching("told") });
  },
);

it("would notice a difference, however long it looks", async () => {
  const wait = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const leak = await compareTiming({ known: wait(60), unknown: wait(2) }, { runs: 10, most: 20, warmUp: 0 });
  expect(leak).toMatchObject({ verdict: "told", runs: 20 });
});

it("allows 10 ms or 5 %, whichever is more, and calls noise what may be noise", () => {
  const times = (ms: number, spread = 7) => Array.from({ length: RUNS }, (_, n) => ms + (n % spread));
  expect(judge(times(20), times(29))).toMatchObject({ verdict: "even", difference: 9, allowed: 10 });
  expect(judge(times(20), times(34))).toMatchObject({ verdict: "told", difference: 14 });
  expect(judge(times(300), times(310))).toMatchObject({ verdict: "even" });
  expect(judge(times(300), times(320))).toMatchObject({ verdict: "told" });
  const busy = (ms: number) => Array.from({ length: RUNS }, (_, n) => ms + 8 * n);
  expect(judge(busy(100), busy(130))).toMatchObject({ verdict: "unsure" });
  expect(judge(busy(100), busy(350))).toMatchObject({ verdict: "told" });
});

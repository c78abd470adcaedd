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
    expect(result).toMatchObject({ ok: true });
  },
);

it("would notice a difference, however long it looks", async () => {
  const wait = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const leak = await compareTiming({ known: wait(30), unknown: wait(2) }, { runs: 5, most: 10, warmUp: 0 });
  expect(leak).toMatchObject({ ok: false, runs: 10 });
});

it("allows 10 ms or 5 %, whichever is more", () => {
  const times = (ms: number) => Array.from({ length: RUNS }, (_, n) => ms + (n % 7));
  expect(judge(times(20), times(29))).toMatchObject({ ok: true, difference: 9, allowed: 10 });
  expect(judge(times(20), times(31))).toMatchObject({ ok: false, difference: 11 });
  expect(judge(times(300), times(310))).toMatchObject({ ok: true });
  expect(judge(times(300), times(320))).toMatchObject({ ok: false });
});

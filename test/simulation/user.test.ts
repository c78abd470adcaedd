import { describe, expect, it } from "vitest";

import type { TimedDeed } from "./plan-life.ts";
import { type LifeOptions, simulateUser } from "./simulate-user.ts";

/** `npm test` plays 5,000 more by `scripts/simulate.ts`, on all cores. */
const SEEDS = 400;
const CALM = { platformTrouble: 0, storeTrouble: 0, crash: 0 };

describe("a user under seeded lives", () => {
  it("keeps I1 to I8 whatever happens to it", { timeout: 120_000 }, async () => {
    const broken: string[] = [];
    const ends = new Set<string>();
    let deaths = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const life = await simulateUser(seed);
      for (const promise of life.broken) broken.push(`seed ${seed}: ${promise}`);
      for (const end of life.ends) ends.add(end);
      deaths += life.deaths;
    }
    expect(broken).toEqual([]);
    // Lives that never meet trouble prove nothing.
    expect(deaths).toBeGreaterThan(SEEDS);
    expect([...ends]).toEqual(
      expect.arrayContaining([
        "shown",
        "conflict/changed_elsewhere",
        "cancelled/superseded",
        "cancelled/stopped",
        "cancelled/disconnected",
        "cancelled/picture_deleted",
        "needs_you/revoked",
        "failed/gave_up",
      ]),
    );
  });

  it("plays a seed again exactly as it was", async () => {
    for (const seed of [3, 17, 40]) {
      const traces = await Promise.all(
        [1, 2].map(async () => {
          const lines: string[] = [];
          const onTrace: LifeOptions["onTrace"] = (at, line) => lines.push(`${at} ${line}`);
          await simulateUser(seed, { onTrace });
          return lines;
        }),
      );
      expect(traces[0]?.length).toBeGreaterThan(5);
      expect(traces[1]).toEqual(traces[0]);
    }
  });

  it("makes few writes of 50 edits, and ends with the last", async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const deeds = Array.from({ length: 50 }, (_, n): TimedDeed => {
        const picture = 4 + (n % 20);
        return { at: n * 20, deed: { does: "wish", picture, slots: ["avatar"] } };
      });
      const life = await simulateUser(seed, { rough: CALM, deeds, connections: 1 });
      expect({ seed, broken: life.broken, shown: life.ends.at(-1) }).toEqual({
        seed,
        broken: [],
        shown: "shown",
      });
      expect(life.writes).toBeLessThanOrEqual(5);
      expect(life.ends).toHaveLength(50);
    }
  });
});

import { describe, expect, it } from "vitest";

import { simulateOperation } from "./simulate-operation.ts";

const SEEDS = 400;

describe("the engine under seeded faults, crashes, edits and disconnects", () => {
  it(`keeps its promises for ${SEEDS} schedules`, async () => {
    const broken: string[] = [];
    const ends = new Map<string, number>();
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const outcome = await simulateOperation(seed);
      for (const promise of outcome.broken) broken.push(`seed ${seed}: ${promise}`);
      ends.set(outcome.op.view.state, (ends.get(outcome.op.view.state) ?? 0) + 1);
    }
    expect(broken).toEqual([]);
    // A schedule that never reaches the interesting ends proves nothing.
    expect(ends.get("shown")).toBeGreaterThan(SEEDS / 2);
    expect(ends.get("conflict")).toBeGreaterThan(0);
  });

  it("ends in shown with one write when nothing goes wrong", async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const calm = { trouble: 0, crash: 0, edits: false, disconnects: false, retouched: false };
      const { op, broken } = await simulateOperation(seed, calm);
      expect({ seed, state: op.view.state, attempts: op.attempts, broken }).toEqual({
        seed,
        state: "shown",
        attempts: 1,
        broken: [],
      });
    }
  });

  it("ends in shown with one effect however often the process dies", async () => {
    let crashes = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const outcome = await simulateOperation(seed, {
        trouble: 0,
        crash: 0.15,
        edits: false,
        disconnects: false,
        retouched: false,
      });
      crashes += outcome.crashes;
      expect({ seed, state: outcome.op.view.state, broken: outcome.broken }).toEqual({
        seed,
        state: "shown",
        broken: [],
      });
    }
    expect(crashes).toBeGreaterThan(100);
  });
});

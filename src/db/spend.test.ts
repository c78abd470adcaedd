import { beforeEach, describe, expect, it } from "vitest";

import { countRows, testContext } from "../../test/support/worker/signed-in.ts";
import { MINUTE_MS } from "../limits.ts";
import type { Database } from "./client.ts";
import { deleteFullBuckets, spend } from "./spend.ts";

const NOW = 1_800_000_000_000;
const WINDOW = 15 * MINUTE_MS;

let db: Database;
beforeEach(() => {
  ({ db } = testContext());
});

function take(now: number, key = "k", limit = 10): Promise<number> {
  return spend(db, { key, limit, windowMs: WINDOW, now });
}

async function takeMany(times: number, now: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: times }, () => take(now)));
  return waits.filter((wait) => wait === 0).length;
}

describe("spend", () => {
  it("lets the limit through at once and says how long the rest waits", async () => {
    expect(await takeMany(10, NOW)).toBe(10);
    expect(await take(NOW)).toBe(WINDOW / 10);
    expect(await take(NOW + WINDOW / 10 - 1)).toBe(1);
    expect(await take(NOW + WINDOW / 10)).toBe(0);
  });

  it("lets no more through when 200 ask at the same time", async () => {
    expect(await takeMany(200, NOW)).toBe(10);
  });

  it("lets at most twice the limit through in any stretch of the window", async () => {
    const passed: number[] = [];
    for (let at = 0; at < 3 * WINDOW; at += WINDOW / 60) if ((await take(NOW + at)) === 0) passed.push(at);
    for (const start of passed) {
      expect(passed.filter((at) => at >= start && at < start + WINDOW).length).toBeLessThanOrEqual(20);
    }
    expect(passed.length).toBeLessThanOrEqual(10 + 30);
  });

  it("takes nothing when it refuses, so asking on and on keeps nobody out longer", async () => {
    await takeMany(10, NOW);
    await takeMany(100, NOW + 1);
    expect(await take(NOW + WINDOW / 10)).toBe(0);
  });

  it("counts keys apart, is full again after the window, and leaves nothing behind", async () => {
    await takeMany(10, NOW);
    expect(await take(NOW, "other")).toBe(0);
    expect(await takeMany(20, NOW + WINDOW)).toBe(10);
    await deleteFullBuckets(db, NOW + 3 * WINDOW);
    expect(await countRows("rate_buckets")).toBe(0);
  });

  it("keeps a bucket that still counts", async () => {
    await takeMany(10, NOW);
    await deleteFullBuckets(db, NOW + WINDOW / 2);
    expect(await countRows("rate_buckets")).toBe(1);
  });
});

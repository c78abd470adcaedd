/** The same picture and numbers give the same bytes: twice in one isolate, whatever came between, and in two of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { render } from "../../bench/images/render.ts";
import { SPECS } from "../../bench/images/specs.ts";
import { type BenchWorker, startBenchWorker } from "../../bench/images/start-worker.ts";
import { ROOT } from "../../scripts/stack/child.ts";

const FILES = ["photos/dandelion.jpg", "images/alpha.png", "images/animated.webp", "images/p3.jpg"];
let workers: readonly BenchWorker[] = [];

beforeAll(async () => {
  workers = await Promise.all([startBenchWorker(), startBenchWorker()]);
});
afterAll(() => Promise.all(workers.map((worker) => worker.stop())));

async function filesOf(worker: BenchWorker, name: string): Promise<string[]> {
  const file = readFileSync(join(ROOT, "test/fixtures", name));
  const { ok, files } = await render(worker, file, "avatar", SPECS.avatar);
  expect(ok).toBe(true);
  return files.map((bytes) => bytes.toString("base64"));
}

it("gives the same bytes in any order and in any isolate", async () => {
  const [one, two] = workers;
  if (one === undefined || two === undefined) throw new Error("the Workers did not start");
  const first = new Map<string, string[]>();
  for (const name of FILES) first.set(name, await filesOf(one, name));
  for (const name of FILES.toReversed()) {
    expect(await filesOf(one, name)).toEqual(first.get(name));
    expect(await filesOf(two, name)).toEqual(first.get(name));
  }
});

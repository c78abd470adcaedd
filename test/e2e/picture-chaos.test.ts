/** Ten pictures at once, the app killed in the middle of them, every message delivered again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, expect, it } from "vitest";

import { pictureChaos } from "../../scripts/chaos/picture-chaos.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { PHOTO } from "../support/e2e/photos.ts";

let stack: Stack;
let stateDir = "";

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "linkarooie-chaos-"));
  stack = await startStack({
    stateDir,
    port: await freePort(0),
    simPort: await freePort(0),
    timeScale: 10,
  });
});

afterEach((context) => {
  if (context.task.result?.state === "fail") process.stdout.write(`${stack.output().slice(-6_000)}\n`);
});

afterAll(async () => {
  await stack?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

it("loses, doubles and leaves nothing when the app is killed between ten uploads and their files", async () => {
  const report = await pictureChaos(stack, { stateDir, photo: PHOTO, kills: 1, seed: 3, onStep: () => {} });
  expect(report.problems).toEqual([]);
  const { ready = 0, rejected = 0 } = report.images;
  // An upload the app had answered for is there; one that was cut off may be, or may have to be sent again.
  expect(ready + rejected).toBeGreaterThanOrEqual(report.answered);
  expect(ready).toBeGreaterThan(0);
  expect(report.found_done).toBeGreaterThanOrEqual(ready + rejected);
});

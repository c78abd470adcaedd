import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { lockState } from "./lock-state.ts";

const APP = "http://localhost:8787";
let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "running.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const holder = () => JSON.parse(readFileSync(file, "utf8")) as unknown;

test("a free folder is taken, refused to a second stack, and free again after the release", () => {
  const release = lockState(folder, APP);
  expect(holder()).toEqual({ pid: process.pid, appOrigin: APP });
  expect(() => lockState(folder, "http://localhost:9000")).toThrow(
    `Linkarooie already runs here at ${APP} (process ${process.pid}). Stop it first, or give this one a folder of its own: npm start -- --state DIR`,
  );
  expect(holder()).toEqual({ pid: process.pid, appOrigin: APP });
  release();
  expect(existsSync(file)).toBe(false);
  const again = lockState(folder, APP);
  release();
  expect(existsSync(file)).toBe(true);
  again();
});

test("a folder that another living process has is refused", () => {
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  try {
    writeFileSync(file, JSON.stringify({ pid: other.pid, appOrigin: APP }));
    expect(() => lockState(folder, APP)).toThrow(`(process ${other.pid})`);
  } finally {
    other.kill("SIGKILL");
  }
});

test.each([
  ["of a process that is gone", () => JSON.stringify({ pid: spawnSync("true").pid, appOrigin: "old" })],
  ["of an earlier process with our id", () => JSON.stringify({ pid: process.pid, appOrigin: "old" })],
  ["that was never finished", () => ""],
])("a lock %s is taken over", (_, content) => {
  writeFileSync(file, content());
  const release = lockState(folder, APP);
  expect(holder()).toEqual({ pid: process.pid, appOrigin: APP });
  release();
});

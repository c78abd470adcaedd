/** What is deployed holds no simulator, no host mapping and no demo sign-in. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, expect, it } from "vitest";

import { ROOT } from "../../scripts/stack/child.ts";

let folder = "";

function build(config: string, name: string, define: string): string {
  const out = join(folder, name);
  const args = ["deploy", "--dry-run", "--minify", "-c", config, "--define", define, "--outdir", out];
  const result = spawnSync("wrangler", args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
  if (result.status !== 0) throw new Error(result.stdout + result.stderr);
  return readFileSync(join(out, "index.js"), "utf8");
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "linkarooie-build-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("keeps everything of the simulators out of a production build", () => {
  const production = build("wrangler.toml", "production", "SIMULATORS:false");
  const development = build("wrangler.toml", "development", "SIMULATORS:true");
  for (const trace of ["x-forwarded-host", "/demo/sign-in", "The mail sink answered"]) {
    // Looked for in both, so that a renamed trace cannot make this pass by itself.
    expect({ trace, there: development.includes(trace) }).toEqual({ trace, there: true });
    expect({ trace, there: production.includes(trace) }).toEqual({ trace, there: false });
  }
  expect(production).not.toContain("SIM_X_CONSUMER");
  // A Worker starts the faster the smaller it is: at most 1 MB compressed.
  expect(gzipSync(production).byteLength).toBeLessThan(1_000_000);
});

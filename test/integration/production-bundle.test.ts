/** What is deployed holds no simulator, no host mapping and no demo sign-in. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, expect, it } from "vitest";

import { COMMON_PASSWORD_FILTER_BYTES } from "../../src/auth/common-password-filter.ts";
import { ROOT } from "../../scripts/stack/child.ts";

let folder = "";

/** The text of the script and the size of everything that is uploaded with it. */
function build(config: string, name: string, define: string): { script: string; gzipBytes: number } {
  const out = join(folder, name);
  const args = ["deploy", "--dry-run", "--minify", "-c", config, "--define", define, "--outdir", out];
  const result = spawnSync("wrangler", args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
  if (result.status !== 0) throw new Error(result.stdout + result.stderr);
  const modules = readdirSync(out).filter((file) => !/\.(map|md)$/.test(file));
  const sizes = modules.map((file) => gzipSync(readFileSync(join(out, file))).byteLength);
  return {
    script: readFileSync(join(out, "index.js"), "utf8"),
    gzipBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
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
    expect({ trace, there: development.script.includes(trace) }).toEqual({ trace, there: true });
    expect({ trace, there: production.script.includes(trace) }).toEqual({ trace, there: false });
  }
  expect(production.script).not.toContain("SIM_X_CONSUMER");
  // A Worker starts the faster the smaller it is: at most 1 MB compressed, the filter of common passwords included.
  expect(production.gzipBytes).toBeLessThan(1_000_000);
  expect(production.gzipBytes).toBeGreaterThan(COMMON_PASSWORD_FILTER_BYTES);
});

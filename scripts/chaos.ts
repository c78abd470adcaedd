/**
 * `npm run chaos -- --images --syncs --kills N`: the whole product on this machine, killed with SIGKILL in the middle of its work again and
 * again. Exit code 1 when anything is lost, doubled or left lying.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildClient } from "./build-client.ts";
import { pictureChaos } from "./chaos/picture-chaos.ts";
import { syncChaos } from "./chaos/sync-chaos.ts";
import { createProgress } from "./progress.ts";
import { readOptions } from "./read-options.ts";
import { endAllChildren, ROOT } from "./stack/child.ts";
import { freePort } from "./stack/free-port.ts";
import { startStack } from "./stack/stack.ts";

const USAGES = [
  "npm run chaos                         everything there is, 10 kills each",
  "npm run chaos -- --images --kills N   uploads and renderings",
  "npm run chaos -- --syncs --kills N    runs over every simulated platform",
  "npm run chaos -- --seed S --json      killed at the same points again; one JSON object",
];
/** Each gets a stack of its own, a number of kills and a seed, and says what was broken. */
const SECTIONS = { images: pictureChaos, syncs: syncChaos } as const;

const values = readOptions(USAGES, {
  images: { type: "boolean", default: false },
  syncs: { type: "boolean", default: false },
  kills: { type: "string", default: "10" },
  seed: { type: "string", default: String(Date.now() % 1_000_000) },
  json: { type: "boolean", default: false },
});
const progress = createProgress(values.json);
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  process.stderr.write("--kills takes a number from 1, --seed a whole number.\n");
  process.exit(1);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => void endAllChildren().then(() => process.exit(130)));
}
await buildClient();
const names = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[];
const asked = names.filter((name) => values[name]);
const reports: Record<string, Awaited<ReturnType<typeof runSection>>> = {};
for (const name of asked.length === 0 ? names : asked) reports[name] = await runSection(name);
const problems = Object.values(reports).flatMap((report) => report.problems);
if (values.json) {
  process.stdout.write(`${JSON.stringify({ ok: problems.length === 0, seed, ...reports })}\n`);
} else {
  for (const [name, report] of Object.entries(reports))
    process.stdout.write(`\n  ${name}  ${JSON.stringify(report)}\n`);
  for (const problem of problems) process.stdout.write(`✖ ${problem}\n`);
  process.stdout.write(
    problems.length === 0 ? `✔ nothing lost, doubled or left lying (seed ${seed})\n` : `✖ seed ${seed}\n`,
  );
}
process.exitCode = problems.length === 0 ? 0 : 1;

async function runSection(name: keyof typeof SECTIONS) {
  const stateDir = mkdtempSync(join(tmpdir(), `linkarooie-chaos-${name}-`));
  const ports = { port: await freePort(0), simPort: await freePort(0) };
  const stack = await startStack({ stateDir, ...ports, timeScale: 10 }, (line) => progress.step(line));
  try {
    const photo = join(ROOT, "test/fixtures/photos/dandelion.jpg");
    return await SECTIONS[name](stack, {
      stateDir,
      photo,
      kills,
      seed,
      onStep: (line) => progress.step(line),
    });
  } catch (error) {
    process.stderr.write(`${stack.output().slice(-6_000)}\n`);
    throw error;
  } finally {
    await stack.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** `npm run demo`: the main job unattended, against simulated platforms over the real protocols. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { buildClient } from "./build-client.ts";
import { reportTable } from "./demo/demo-report.ts";
import { runDemo } from "./demo/run-demo.ts";
import { savePictures } from "./demo/save-pictures.ts";
import { createProgress } from "./progress.ts";
import { readOptions } from "./read-options.ts";
import { endAllChildren, ROOT } from "./stack/child.ts";
import { freePort } from "./stack/free-port.ts";
import { type Stack, startStack } from "./stack/stack.ts";

const DEFAULT_PHOTO = join(ROOT, "test", "fixtures", "photos", "dandelion.jpg");
/** Ladders and confirm delays run this much faster than in production. */
const TIME_SCALE = 10;

const USAGES = [
  "npm run demo                  the main job with a picture of ours",
  "npm run demo -- --photo FILE  with any photo of yours, as a browser would send it",
  "npm run demo -- --original    the file untouched, as an API client may send it",
  "npm run demo -- --faults      one throttled call, one lost answer and one expired token on the way",
  "npm run demo -- --kill        the app killed in the middle of the run and started again",
  "npm run demo -- --json        one JSON object for machines",
  "npm run demo -- --verbose     after a failure, what the Workers printed",
];
const values = readOptions(USAGES, {
  photo: { type: "string", default: DEFAULT_PHOTO },
  original: { type: "boolean", default: false },
  faults: { type: "boolean", default: false },
  kill: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
});

const progress = createProgress(values.json);
const photo = resolve(values.photo);
const out = join(ROOT, "demo-out");
const stateDir = mkdtempSync(join(tmpdir(), "linkarooie-demo-"));
let stack = null as Stack | null;

async function main(): Promise<number> {
  if (statSync(photo, { throwIfNoEntry: false })?.isFile() !== true) {
    progress.fail(`There is no file ${values.photo}. Name a picture: npm run demo -- --photo picture.jpg`);
    return 1;
  }
  await buildClient();
  progress.step("client built");
  const port = await freePort(0);
  const simPort = await freePort(0);
  stack = await startStack({ stateDir, port, simPort, timeScale: TIME_SCALE }, (step) => progress.step(step));
  const onStep = (step: string) => progress.step(step);
  const { original, faults, kill } = values;
  const report = await runDemo(stack, { photo, original, faults, kill, onStep });
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const saved = await savePictures(stack.simOrigin, out);

  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const seconds = (report.total_ms / 1000).toFixed(1);
    process.stdout.write(`\n${reportTable(report)}\n\n`);
    if (report.ok) {
      process.stdout.write(
        `All ${report.targets.length} shown in ${seconds} s. ${saved} pictures are in demo-out/. Next: npm start\n`,
      );
    } else progress.fail(`Not everything is shown after ${seconds} s; see the states above.`);
  }
  return report.ok ? 0 : 1;
}

async function finish(code: number): Promise<never> {
  // Together, so that nothing new is started while the rest is being ended.
  await Promise.all([stack?.stop(), endAllChildren()]);
  rmSync(stateDir, { recursive: true, force: true });
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void finish(130));

try {
  await finish(await main());
} catch (error) {
  progress.fail(error instanceof Error ? error.message : String(error));
  if (values.verbose) process.stderr.write(`${stack?.output() ?? ""}\n`);
  await finish(1);
}

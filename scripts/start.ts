/** `npm start`: the whole product on this machine, with simulated platforms, a demo person, and no credential. */
import { join } from "node:path";

import { buildClient } from "./build-client.ts";
import { createProgress } from "./progress.ts";
import { readOptions } from "./read-options.ts";
import { seed } from "./seed.ts";
import { endAllChildren, ROOT } from "./stack/child.ts";
import { freePort } from "./stack/free-port.ts";
import { type Stack, startStack } from "./stack/stack.ts";

const USAGES = [
  "npm start                 the app on port 8787 and the platforms on 8788, or on PORT and SIM_PORT",
  "npm start -- --state DIR  keeps everything in another folder than .dev",
];
const values = readOptions(USAGES, {
  state: { type: "string" },
  verbose: { type: "boolean", default: false },
});
const progress = createProgress();
const startedAt = Date.now();
const wantedPort = Number(process.env["PORT"] ?? 8787);
const wantedSimPort = Number(process.env["SIM_PORT"] ?? 8788);
const timeScale = Number(process.env["TIME_SCALE"] ?? 10);
let stack: Stack | null = null;
let stopping = false;

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Together, so that nothing new is started while the rest is being ended.
  await Promise.all([stack?.stop(), endAllChildren()]);
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));

try {
  const files = await buildClient();
  const kilobytes = files.reduce((sum, file) => sum + file.gzipBytes, 0) / 1024;
  progress.step(`client built (${kilobytes.toFixed(1)} KB compressed)`);
  const port = await freePort(wantedPort);
  if (port !== wantedPort) progress.step(`port ${wantedPort} is taken, the app uses ${port}`);
  const simPort = await freePort(wantedSimPort);
  if (simPort !== wantedSimPort)
    progress.step(`port ${wantedSimPort} is taken, the platforms use ${simPort}`);
  const stateDir = values.state ?? join(ROOT, ".dev");
  stack = await startStack({ stateDir, port, simPort, timeScale }, (step) => progress.step(step));
  progress.step(await seed(stack));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`
  Linkarooie                                        ready in ${seconds} s

  App        ${stack.appOrigin}
  Platforms  ${stack.simOrigin}            X, Bluesky and Mastodon, simulated
  Mailbox    ${stack.simOrigin}/_sim/mail
  API        ${stack.appOrigin}/api/v1/openapi.json

  Next: open ${stack.appOrigin}/sign-in and press "Sign in as Ada", upload a picture, connect the accounts
  named ada (the forms say what to type), and put it everywhere. Ctrl-C stops everything.
`);
} catch (error) {
  progress.fail(error instanceof Error ? error.message : String(error));
  await stop(1);
}

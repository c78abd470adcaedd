/** `npm test`: everything a change has to pass. Installs the browser on Debian as root, elsewhere says how. */
import { parseArgs } from "node:util";

import { CHECK_STEPS } from "./check-steps.ts";
import { findBrowser } from "./find-browser.ts";
import { createProgress } from "./progress.ts";
import { runSteps } from "./run-steps.ts";

const { values } = parseArgs({ options: { "skip-checks": { type: "boolean", default: false } } });
const startedAt = Date.now();
const browser = await findBrowser((line) => createProgress().step(line));
process.env["CHROMIUM"] = browser;

const checked =
  values["skip-checks"] ||
  (await runSteps([{ name: "client built", command: ["node", "scripts/build-client.ts"] }, ...CHECK_STEPS]));
const tested =
  checked &&
  (await runSteps(
    [
      {
        name: "unit, images, integration and simulation tests",
        command: ["vitest", "run", "--project", "unit", "--project", "images", "--project", "node"],
      },
      { name: "5,000 lives of a user", command: ["node", "scripts/simulate.ts", "--seeds", "5000"] },
      { name: "end-to-end tests", command: ["vitest", "run", "--project", "e2e"] },
    ],
    { stream: true },
  ));
const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
process.stdout.write(
  tested ? `\nAll passed in ${seconds} s.\n` : `\nFailed after ${seconds} s; the reason is above.\n`,
);
process.exitCode = tested ? 0 : 1;

/** `npm run verify`: everything of `npm test`, then the heavy versions of it. Takes an hour and a half on two cores. */
import { runSteps } from "./run-steps.ts";

/** Tests that do more when `HEAVY` is set. */
const HEAVY_TESTS = ["src/services/sessions/guesses.test.ts"];

const tested = await runSteps([{ name: "npm test", command: ["node", "scripts/test.ts"] }], { stream: true });
process.env["HEAVY"] = "1";
const verified =
  tested &&
  (await runSteps(
    [
      { name: "10,000 guesses", command: ["vitest", "run", "--project", "unit", ...HEAVY_TESTS] },
      { name: "500 timing runs", command: ["node", "scripts/timing.ts", "--runs", "500"] },
      { name: "10,000 rows under a new key", command: ["node", "scripts/rotation.ts", "--rows", "10000"] },
      { name: "guards", command: ["node", "scripts/guards.ts"] },
      { name: "100,000 lives of a user", command: ["node", "scripts/simulate.ts", "--seeds", "100000"] },
      { name: "attacks with pictures", command: ["node", "scripts/hostile.ts"] },
      { name: "pictures beside sharp", command: ["node", "bench/images.ts", "--json"] },
      { name: "2,000 byte budgets", command: ["node", "bench/byte-budget.ts", "--json"] },
      {
        name: "20 kills while pictures are made",
        command: ["node", "scripts/chaos.ts", "--images", "--kills", "20"],
      },
    ],
    { stream: true },
  ));
process.exitCode = verified ? 0 : 1;

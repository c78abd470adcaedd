/** `npm run check`: the fast half of `npm test`, for every save. */
import { CHECK_STEPS } from "./check-steps.ts";
import { runSteps } from "./run-steps.ts";

const passed = await runSteps([
  ...CHECK_STEPS,
  {
    name: "the engine's promises (small)",
    command: ["vitest", "run", "--project", "node", "src/sync", "test/simulation"],
  },
]);
process.exitCode = passed ? 0 : 1;

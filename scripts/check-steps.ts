import type { Step } from "./run-steps.ts";

const LINTED = ["src", "simulators", "scripts", "test", "bench"];

/** What needs no running app: seconds each. */
export const CHECK_STEPS: readonly Step[] = [
  { name: "migrations keep data", command: ["node", "scripts/checks/migrations.ts"] },
  { name: "versions agree", command: ["node", "scripts/checks/versions.ts"] },
  { name: "client manifest is current", command: ["node", "scripts/build-client.ts", "--check"] },
  {
    name: "filter of common passwords is current",
    command: ["node", "scripts/build-common-passwords.ts", "--check"],
  },
  { name: "security requirements have their tests", command: ["node", "scripts/checks/asvs.ts"] },
  { name: "format", command: ["oxfmt", "--check", "."] },
  { name: "lint", command: ["oxlint", ...LINTED] },
  { name: "types", command: ["tsc", "-b", "--noEmit", "--force"] },
  { name: "binding types are current", command: ["node", "scripts/checks/binding-types.ts"] },
];

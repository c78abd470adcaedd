/** `npm run rotation -- --rows N`: a rotation of the vault's keys over N sealed values while four readers open them. */
import { spawnSync } from "node:child_process";

import { readOptions } from "./read-options.ts";
import { ROOT } from "./stack/child.ts";

const TEST = "src/services/vault/rotate-vault.test.ts";
const values = readOptions(["npm run rotation -- --rows N    N sealed values, 10000 when left out"], {
  rows: { type: "string", default: "10000" },
});
const rows = Number(values.rows);

if (!Number.isInteger(rows) || rows < 2) {
  process.stderr.write(`--rows takes a whole number of at least 2; ${values.rows} came.\n`);
  process.exitCode = 1;
} else {
  const args = ["run", "--project", "unit", TEST, "-t", "under load", "--reporter", "verbose"];
  const env = { ...process.env, ROTATION_ROWS: String(rows) };
  process.exitCode = spawnSync("vitest", args, { cwd: ROOT, env, stdio: "inherit" }).status ?? 1;
}

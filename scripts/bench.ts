/** `npm run bench -- [name] --json`: side-by-side measurements, one JSON object. Without a name, lists what there is. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./stack/child.ts";

const names = readdirSync(join(ROOT, "bench"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== "--json");

if (name === undefined || !names.includes(name)) {
  const lead = name === undefined ? "" : `There is no measurement ${name}. `;
  process.stderr.write(`${lead}Name one: ${names.map((each) => `npm run bench -- ${each}`).join(", ")}\n`);
  process.exitCode = 1;
} else {
  // Its JSON on standard output, its words on standard error.
  const { status } = spawnSync("node", [`bench/${name}.ts`, ...rest], { cwd: ROOT, stdio: "inherit" });
  process.exitCode = status ?? 1;
}

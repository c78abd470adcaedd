/** `npm run bench -- [name] --json`: side-by-side measurements, one JSON object. Without a name, lists what there is. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT, startChild } from "./stack/child.ts";

const names = readdirSync(join(ROOT, "bench"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== "--json");

if (name === undefined || !names.includes(name)) {
  const lead = name === undefined ? "" : `There is no measurement ${name}. `;
  process.stderr.write(`${lead}Name one: ${names.map((each) => `npm run bench -- ${each}`).join(", ")}\n`);
  process.exitCode = 1;
} else {
  const child = startChild("node", [`bench/${name}.ts`, ...rest]);
  process.exitCode = (await child.exited) ?? 1;
  process.stdout.write(child.output());
}

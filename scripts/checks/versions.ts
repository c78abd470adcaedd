/** Versions that must move together: one workerd, one zod, exact pins, and a compatibility date that workerd knows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../stack/child.ts";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

const read = (name: string) => readFileSync(join(ROOT, name), "utf8");
const lock = JSON.parse(read("package-lock.json")) as Lock;
const manifest = JSON.parse(read("package.json")) as Record<string, Record<string, string> | undefined>;
const problems: string[] = [];

function versionsOf(name: string): string[] {
  const entries = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  return [...new Set(entries.flatMap(([, entry]) => entry.version ?? []))];
}

for (const name of ["workerd", "zod", "wrangler", "miniflare", "typescript"]) {
  const versions = versionsOf(name);
  if (versions.length !== 1)
    problems.push(`package-lock.json has ${versions.length} versions of ${name}: ${versions.join(", ")}`);
}
for (const group of ["dependencies", "devDependencies", "optionalDependencies"]) {
  for (const [name, version] of Object.entries(manifest[group] ?? {})) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      problems.push(`package.json: pin ${name} exactly, not ${version}`);
  }
}

const dates = ["wrangler.toml", "wrangler.images.toml"].map(
  (file) => /compatibility_date = "([\d-]+)"/.exec(read(file))?.[1],
);
if (new Set(dates).size !== 1)
  problems.push(`the wrangler files disagree on compatibility_date: ${dates.join(", ")}`);
const [workerd = ""] = versionsOf("workerd");
const released = /^1\.(\d{4})(\d{2})(\d{2})\./.exec(workerd)?.slice(1).join("-") ?? "";
const latest = new Date(Date.parse(released) + 7 * 86_400_000).toISOString().slice(0, 10);
if ((dates[0] ?? "") > latest)
  problems.push(`compatibility_date ${dates[0]} is later than workerd ${workerd} allows (${latest})`);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

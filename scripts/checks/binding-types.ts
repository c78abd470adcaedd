/** The generated types of both Workers' bindings must match the wrangler files. Mend with `npm run types`. */
import { spawnSync } from "node:child_process";

import { ROOT } from "../stack/child.ts";

const PROJECTS = [
  ["wrangler.toml", "wrangler.images.toml", "AppEnv", "types/app.d.ts"],
  ["wrangler.images.toml", "wrangler.toml", "ImagesEnv", "types/images.d.ts"],
] as const;

for (const [subject, other, name, file] of PROJECTS) {
  const args = [
    "types",
    "-c",
    subject,
    "-c",
    other,
    "--include-runtime=false",
    "--env-interface",
    name,
    file,
    "--check",
  ];
  const result = spawnSync("wrangler", args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
  if (result.status === 0) continue;
  process.stderr.write(`${file} is out of date. Run: npm run types\n${result.stderr}`);
  process.exitCode = 1;
}

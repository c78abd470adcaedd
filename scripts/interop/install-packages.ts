/** Installs the packages of a reference server below `.dev/interop/<name>`, once. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * Returns the folder. Throws when the installation fails; one that was cut off starts again. `hint` says what the
 * packages need.
 */
export async function installPackages(
  name: string,
  packages: Readonly<Record<string, string>>,
  hint: string,
): Promise<string> {
  const folder = resolve(".dev/interop", name);
  // Written last, with what was installed: other versions are installed anew.
  const done = join(folder, `installed-${Object.values(packages).join("-")}.json`);
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
  process.stdout.write(`Installing ${Object.keys(packages).join(" and ")} (once) …\n`);
  const child = spawn("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder], {
    cwd: folder,
    env: plainEnvironment(),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`npm install ended with ${String(code)}; ${hint}`);
  writeFileSync(done, JSON.stringify(packages));
  return folder;
}

/** As outside `npm run`: the shell's own Node, which the project's newer one in node_modules/.bin would hide. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^npm_(package|lifecycle|execpath|node|config_local_prefix|command)/.test(key),
  );
  const path = (process.env["PATH"] ?? "").split(":").filter((each) => !each.endsWith("node_modules/.bin"));
  return { ...Object.fromEntries(kept), PATH: path.join(":") };
}

// Runs a script of this project on a machine that has only Node >= 20 and npm: installs what is missing, then hands
// over to the Node that the packages bring along. Usage: node scripts/bootstrap.mjs scripts/start.ts [arguments]
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".linkarooie-installed");
const [script, ...args] = process.argv.slice(2);

if (script === undefined) fail("Say which script to run: node scripts/bootstrap.mjs scripts/start.ts");
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node ${process.versions.node} is too old. Install Node 20 or newer and run the command again.`);
}

const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) install();

const bin = join(modules, ".bin");
const env = { ...process.env, PATH: bin + delimiter + process.env.PATH };
const bundled = join(bin, "node");
const node = existsSync(bundled) ? bundled : process.execPath;
if (node === process.execPath && !newEnough(process.versions.node)) {
  fail(
    `This system brings no Node of its own in the packages and ${process.versions.node} is too old. Install Node 22.18 or newer.`,
  );
}
const child = spawn(node, [script, ...args], { cwd: root, env, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
// npm runs this below a shell that passes no signal on: when that parent is gone, nobody is left to stop what runs here.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) child.kill("SIGTERM");
}, 500).unref();
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));

function install() {
  const startedAt = Date.now();
  // Standard error: with --json, standard output belongs to the machine that reads it.
  process.stderr.write("… installing packages (once, about half a minute)\n");
  const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (result.status !== 0)
    fail("npm ci failed; its reason is above. Check the network and run the command again.");
  writeFileSync(stamp, wanted);
  process.stderr.write(`✔ packages installed (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`);
}

function newEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

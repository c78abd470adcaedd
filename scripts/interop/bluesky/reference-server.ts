/** The reference personal data server and DID directory, installed once and started on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** A name that exists nowhere: requests to it are sent to the loopback port. */
export const HOST = "pds.hopfield.social";
const FOLDER = resolve(".dev/interop/bluesky");
const PACKAGES = { "@atproto/pds": "0.4.217", "@did-plc/server": "0.0.1" };
const START_MS = 60_000;

export interface ReferenceServer {
  readonly pdsPort: number;
  readonly plcPort: number;
  stop(): Promise<void>;
}

/** Installs what is missing (some minutes, it compiles SQLite) and starts both servers with empty data. */
export async function startReferenceServer(): Promise<ReferenceServer> {
  await install();
  const data = mkdtempSync(join(tmpdir(), "linkarooie-pds-"));
  const child = spawn("node", [resolve("scripts/interop/bluesky/pds-process.mjs")], {
    cwd: FOLDER,
    env: { ...plainEnvironment(), ...serverSettings(data) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const stop = async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, "exit");
    rmSync(data, { recursive: true, force: true });
  };
  try {
    return { ...(await portsOf(child)), stop };
  } catch (error) {
    child.kill();
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
}

async function install(): Promise<void> {
  // Written last: an installation that was cut off starts again.
  const done = join(FOLDER, "installed.json");
  if (existsSync(done)) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), JSON.stringify({ private: true, dependencies: PACKAGES }));
  process.stdout.write("Installing the reference server (once, about three minutes) …\n");
  const child = spawn("npm", ["install", "--no-audit", "--no-fund", "--prefix", FOLDER], {
    cwd: FOLDER,
    env: plainEnvironment(),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0)
    throw new Error(`npm install ended with ${String(code)}; the server needs Node 20 and a C++ compiler`);
  writeFileSync(done, JSON.stringify(PACKAGES));
}

/** As outside `npm run`: its own Node, which the project's newer one in node_modules/.bin would hide. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^npm_(package|lifecycle|execpath|node|config_local_prefix|command)/.test(key),
  );
  const path = (process.env["PATH"] ?? "").split(":").filter((each) => !each.endsWith("node_modules/.bin"));
  return { ...Object.fromEntries(kept), PATH: path.join(":") };
}

function serverSettings(data: string): NodeJS.ProcessEnv {
  return {
    NODE_ENV: "development",
    LOG_ENABLED: "false",
    PDS_HOSTNAME: HOST,
    PDS_PORT: "0",
    PDS_DEV_MODE: "true",
    PDS_DATA_DIRECTORY: data,
    PDS_BLOBSTORE_DISK_LOCATION: join(data, "blobs"),
    PDS_SERVICE_HANDLE_DOMAINS: `.${HOST}`,
    PDS_INVITE_REQUIRED: "false",
    PDS_RATE_LIMITS_ENABLED: "true",
    PDS_JWT_SECRET: randomBytes(16).toString("hex"),
    PDS_ADMIN_PASSWORD: randomBytes(16).toString("hex"),
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: `0${randomBytes(32).toString("hex").slice(1)}`,
    PDS_DPOP_SECRET: randomBytes(32).toString("hex"),
  };
}

async function portsOf(child: ChildProcess): Promise<{ pdsPort: number; plcPort: number }> {
  if (child.stdout === null || child.stderr === null) throw new Error("no output to read from");
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
  const timer = setTimeout(() => child.kill(), START_MS);
  try {
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith('{"plcPort"')) return JSON.parse(line) as { pdsPort: number; plcPort: number };
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the reference server did not start: ${complaint}`);
}

/** Starts the bench Worker in a workerd process of its own and watches that process from outside. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { endChild, startChild } from "../../scripts/stack/child.ts";
import { freePort } from "../../scripts/stack/free-port.ts";
import { bundleWorker } from "./bundle-worker.ts";
import { threadRunTimeMs } from "./run-time.ts";

export interface BenchWorker {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Run time of all threads of the process so far, in milliseconds. */
  readonly cpuMs: () => number;
  /** Forgets the highest resident size so far; `growth` counts from here. */
  readonly resetPeak: () => void;
  /** Bytes by which the resident size grew at most since `resetPeak`, without the runtime's own program. */
  readonly growth: () => number;
  /** The pages of the runtime's own program, shared by all processes, that were read in since `resetPeak`. */
  readonly programGrowth: () => number;
  readonly stop: () => Promise<void>;
}

const COMPATIBILITY_DATE = "2026-11-01";
const START_TRIES = 200;

/** A fresh process in which nothing was decoded yet. */
export async function startBenchWorker(): Promise<BenchWorker> {
  const folder = mkdtempSync(join(tmpdir(), "linkarooie-bench-"));
  const port = await freePort(0);
  writeFileSync(join(folder, "config.capnp"), await describe(folder, port));
  const binary = (createRequire(import.meta.url)("workerd") as { default: string }).default;
  const child = startChild(binary, ["serve", join(folder, "config.capnp")]);
  const { pid } = child.process;
  if (pid === undefined) throw new Error("workerd did not start");
  const fetchFrom: BenchWorker["fetch"] = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
  for (let tries = 0; !(await answers(fetchFrom)); tries += 1) {
    if (tries === START_TRIES) throw new Error(`workerd does not answer: ${child.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  let resident = 0;
  let program = 0;
  const programGrowth = () => statusBytes(pid, "RssFile") - program;
  return {
    fetch: fetchFrom,
    cpuMs: () => threadRunTimeMs(pid),
    resetPeak() {
      writeFileSync(`/proc/${pid}/clear_refs`, "5");
      resident = statusBytes(pid, "VmRSS");
      program = statusBytes(pid, "RssFile");
    },
    growth: () => statusBytes(pid, "VmHWM") - resident - programGrowth(),
    programGrowth,
    async stop() {
      await endChild(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(fetchFrom: BenchWorker["fetch"]): Promise<boolean> {
  try {
    return (await fetchFrom("/memory")).ok;
  } catch {
    return false;
  }
}

/** Writes the modules beside it and gives workerd's configuration. */
async function describe(folder: string, port: number): Promise<string> {
  const modules = (await bundleWorker()).map(({ name, contents }) => {
    writeFileSync(join(folder, name), contents);
    return `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${name}")`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${modules.join(", ")}],
    compatibilityDate = "${COMPATIBILITY_DATE}",
    compatibilityFlags = ["nodejs_compat"],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
}

function statusBytes(pid: number, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? 0) * 1024;
}

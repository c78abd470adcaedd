/** Starts the bench Worker in a workerd process of its own and watches that process from outside. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  cpuMs,
  forgetPeak,
  growthSince,
  memoryOf,
  type ProcessMemory,
} from "../../scripts/picture-worker/process-figures.ts";
import { bundlePictureWorker } from "../../scripts/picture-worker/bundle.ts";
import { endChild, startChild } from "../../scripts/stack/child.ts";
import { freePort } from "../../scripts/stack/free-port.ts";

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

/** Made once. */
let modules: ReturnType<typeof bundlePictureWorker> | null = null;

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
  let before: ProcessMemory | null = null;
  return {
    fetch: fetchFrom,
    cpuMs: () => cpuMs(pid) ?? 0,
    resetPeak() {
      forgetPeak(pid);
      before = memoryOf(pid);
    },
    growth: () => growthSince(pid, before) ?? 0,
    programGrowth: () => (memoryOf(pid)?.program ?? 0) - (before?.program ?? 0),
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
  modules ??= bundlePictureWorker("bench/worker/images-worker.ts");
  const embedded = (await modules).map(({ type, path, contents }) => {
    writeFileSync(join(folder, path), contents);
    return `(name = "${path}", ${type === "ESModule" ? "esModule" : "wasm"} = embed "${path}")`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [${embedded.join(", ")}],
    compatibilityDate = "${COMPATIBILITY_DATE}",
    compatibilityFlags = ["nodejs_compat"],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
}

import { readFileSync } from "node:fs";

import type { BoundFile } from "./bound-files.ts";
import { round2 } from "./measure-speed.ts";
import { render } from "./render.ts";
import { OWN_CROPS, SPECS } from "./specs.ts";
import { startBenchWorker } from "./start-worker.ts";

export interface BoundRow {
  readonly bound: string;
  readonly kind: string;
  readonly outcome: string;
  readonly cpuMs: number;
  /** WASM memory and live buffers at their highest, at most 100 MB. */
  readonly peakMb: number;
  /** Of the process, which was fresh; the runtime's own program, read in at first use, apart. */
  readonly growthMib: number;
  readonly programMib: number;
}

const JOBS = [
  { name: "avatar", kind: "avatar", specs: SPECS.avatar },
  { name: "banner", kind: "banner", specs: SPECS.banner },
  { name: "banner, own crops", kind: "banner", specs: OWN_CROPS },
] as const;

/** Renders one file at every bound, each in a fresh process. */
export async function measureBounds(files: readonly BoundFile[]): Promise<BoundRow[]> {
  const rows: BoundRow[] = [];
  for (const { bound, file } of files) {
    for (const { name, kind, specs } of JOBS) {
      const worker = await startBenchWorker();
      worker.resetPeak();
      const { reason, cpuMs, peakBytes } = await render(worker, readFileSync(file), kind, specs);
      const row = {
        bound,
        kind: name,
        outcome: reason ?? "ready",
        cpuMs: Math.round(cpuMs),
        peakMb: round2(peakBytes / 1e6),
        growthMib: round2(worker.growth() / 2 ** 20),
        programMib: round2(worker.programGrowth() / 2 ** 20),
      };
      await worker.stop();
      process.stderr.write(`${JSON.stringify(row)}\n`);
      rows.push(row);
    }
  }
  return rows;
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../../scripts/stack/child.ts";
import type { Slot } from "../../src/platforms/platform.ts";
import type { SizedPhoto } from "./photos.ts";
import { type BenchRender, render } from "./render.ts";
import type { SharpAnswer, SharpOrder, SharpOutput } from "./sharp-child.ts";
import { SPECS } from "./specs.ts";
import { type BenchWorker, startBenchWorker } from "./start-worker.ts";

/** From here on a photo may cost three times what sharp takes, below four times. */
const LARGE_MEGAPIXELS = 12;
/** This one gets a process of its own: its memory is what is asked about. */
const FRESH_MEGAPIXELS = 48;
const MIB = 2 ** 20;

export interface SpeedRow {
  readonly megapixels: number;
  readonly kind: Slot;
  /** Milliseconds of run time on the processor, median of the rounds. The first round of all is cold. */
  readonly cpuMs: { readonly ours: number; readonly sharpEach: number; readonly sharpOnce: number };
  /** Against sharp making each file from the photo, as it is commonly used. */
  readonly ratio: number;
  /** Against sharp making the largest file from the photo and the others from it. */
  readonly ratioToOnce: number;
  readonly target: number;
  readonly peakMb: number;
  readonly growthMib: number;
}

type AskSharp = (order: SharpOrder) => Promise<SharpAnswer>;

/** Runs both sides in turn over every photo and kind of picture. */
export async function measureSpeed(photos: readonly SizedPhoto[], rounds: number): Promise<SpeedRow[]> {
  const sharp = fork(join(ROOT, "bench/images/sharp-child.ts"));
  const askSharp: AskSharp = async (order) => {
    sharp.send(order);
    const [answer] = (await once(sharp, "message")) as [SharpAnswer];
    return answer;
  };
  let worker = await startBenchWorker();
  const rows: SpeedRow[] = [];
  try {
    for (const photo of photos) {
      if (photo.megapixels === FRESH_MEGAPIXELS) {
        await worker.stop();
        worker = await startBenchWorker();
      }
      for (const kind of ["avatar", "banner"] as const) {
        rows.push(await measureOne(worker, askSharp, photo, kind, rounds));
        process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
      }
    }
  } finally {
    await worker.stop();
    sharp.kill();
  }
  return rows;
}

async function measureOne(
  worker: BenchWorker,
  askSharp: AskSharp,
  { megapixels, file }: SizedPhoto,
  kind: Slot,
  rounds: number,
): Promise<SpeedRow> {
  const body = readFileSync(file);
  const ours: number[] = [];
  const each: number[] = [];
  const together: number[] = [];
  let peak = 0;
  let growth = 0;
  for (let round = 0; round < rounds; round += 1) {
    worker.resetPeak();
    const made = await render(worker, body, kind, SPECS[kind]);
    growth = Math.max(growth, worker.growth());
    peak = Math.max(peak, made.peakBytes);
    ours.push(made.cpuMs);
    const outputs = distinctOutputs(made);
    each.push((await askSharp({ file, outputs, way: "each" })).cpuMs);
    together.push((await askSharp({ file, outputs, way: "once" })).cpuMs);
  }
  const cpuMs = { ours: median(ours), sharpEach: median(each), sharpOnce: median(together) };
  return {
    megapixels,
    kind,
    cpuMs,
    ratio: round2(cpuMs.ours / cpuMs.sharpEach),
    ratioToOnce: round2(cpuMs.ours / cpuMs.sharpOnce),
    target: megapixels >= LARGE_MEGAPIXELS ? 3 : 4,
    peakMb: round2(peak / 1e6),
    growthMib: round2(growth / MIB),
  };
}

/** What was really encoded: files that two places share are made once, here and there. */
function distinctOutputs({ variants }: BenchRender): SharpOutput[] {
  const byKey = new Map<string, SharpOutput>();
  for (const { width, height, format, quality } of variants) {
    byKey.set(`${width} ${height} ${format} ${quality}`, { width, height, format, quality });
  }
  return [...byKey.values()];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * `npm run simulate -- --seeds N [--seed S]`: whole users under N seeded lives of wishes, faults and crashes, and as many single
 * operations. Prints the seed of any failure; `--seed S` plays one life again and tells everything.
 */
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

import { simulateOperation } from "../test/simulation/simulate-operation.ts";
import { simulateUser } from "../test/simulation/simulate-user.ts";
import { readOptions } from "./read-options.ts";

const USAGES = [
  "npm run simulate -- --seeds N          N lives of a user, and N operations",
  "npm run simulate -- --seed S           one life again, with everything that happened",
  "npm run simulate -- --seeds N --json   one JSON object for machines",
];

interface Share {
  readonly first: number;
  readonly count: number;
}
interface Tally {
  seeds: number;
  crashes: number;
  writes: number;
  readonly ends: Record<string, number>;
  readonly failures: { readonly seed: number; readonly broken: readonly string[] }[];
}

/** Seeds handed to a thread at once. */
const SHARE = 500;

if (isMainThread) await main();
else
  parentPort?.on(
    "message",
    (share: Share) => void runShare(share).then((tally) => parentPort?.postMessage(tally)),
  );

async function main(): Promise<void> {
  const values = readOptions(USAGES, {
    seeds: { type: "string", default: "10000" },
    seed: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  });
  const startedAt = performance.now();
  const one = values.seed !== "";
  const tally = one ? await replay(Number(values.seed)) : await runAll(Number(values.seeds));
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  const failed = tally.failures.length;
  process.exitCode = failed === 0 ? 0 : 1;
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ ...tally, seconds })}\n`);
    return;
  }
  const { seeds, crashes, writes } = tally;
  process.stdout.write(`${seeds} lives, ${crashes} crashes, ${writes} writes, ${seconds} s\n`);
  for (const [end, times] of Object.entries(tally.ends).sort((a, b) => b[1] - a[1]))
    process.stdout.write(`  ${String(times).padStart(7)}  ${end}\n`);
  for (const { seed, broken } of tally.failures.toSorted((a, b) => a.seed - b.seed).slice(0, 20))
    process.stderr.write(`✖ seed ${seed}: ${broken.join("; ")}   (npm run simulate -- --seed ${seed})\n`);
  process.stdout.write(failed === 0 ? "✔ every promise kept\n" : `✖ ${failed} seeds broke a promise\n`);
}

function replay(seed: number): Promise<Tally> {
  const say = (at: number, line: string) =>
    process.stdout.write(`  ${String(at).padStart(12)} ms  ${line}\n`);
  return runShare({ first: seed, count: 1 }, say);
}

async function runShare(share: Share, onTrace?: (at: number, line: string) => void): Promise<Tally> {
  const tally: Tally = { seeds: share.count, crashes: 0, writes: 0, ends: {}, failures: [] };
  for (let seed = share.first; seed < share.first + share.count; seed += 1) {
    const life = await simulateUser(seed, onTrace === undefined ? {} : { onTrace });
    const single = await simulateOperation(seed);
    tally.crashes += life.deaths + single.crashes;
    tally.writes += life.writes;
    for (const end of life.ends) tally.ends[end] = (tally.ends[end] ?? 0) + 1;
    const broken = [...life.broken, ...single.broken.map((promise) => `alone: ${promise}`)];
    if (broken.length > 0) tally.failures.push({ seed, broken });
  }
  return tally;
}

/** Deals shares to a thread a core until none are left. */
async function runAll(seeds: number): Promise<Tally> {
  const total: Tally = { seeds, crashes: 0, writes: 0, ends: {}, failures: [] };
  let next = 1;
  const share = (): Share | null => {
    if (next > seeds) return null;
    const first = next;
    next += SHARE;
    return { first, count: Math.min(SHARE, seeds - first + 1) };
  };
  await Promise.all(
    Array.from({ length: availableParallelism() }, () => work(share, (part) => add(total, part))),
  );
  return total;
}

function work(share: () => Share | null, onPart: (part: Tally) => void): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  return new Promise((resolve, reject) => {
    const deal = () => {
      const next = share();
      if (next === null) void worker.terminate().then(() => resolve());
      else worker.postMessage(next);
    };
    worker.on("error", reject);
    worker.on("message", (part: Tally) => {
      onPart(part);
      deal();
    });
    deal();
  });
}

function add(total: Tally, part: Tally): void {
  total.crashes += part.crashes;
  total.writes += part.writes;
  total.failures.push(...part.failures);
  for (const [end, times] of Object.entries(part.ends)) total.ends[end] = (total.ends[end] ?? 0) + times;
}

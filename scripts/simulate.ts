/** `npm run simulate -- --seeds N [--seed S]`: the engine under N seeded fault schedules. Prints the seed of any failure. */
import { parseArgs } from "node:util";

import type { Operation } from "../src/sync/operation.ts";
import { simulateOperation } from "../test/simulation/simulate-operation.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    seed: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const first = values.seed === undefined ? 1 : Number(values.seed);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const startedAt = performance.now();
const ends: Record<string, number> = {};
const failures: { seed: number; broken: readonly string[] }[] = [];
let crashes = 0;

for (let seed = first; seed < first + count; seed += 1) {
  const onSave = (op: Operation, at: number) => {
    if (values.seed === undefined) return;
    const { state, reason } = op.view;
    process.stdout.write(
      `  ${String(at).padStart(10)} ms  ${op.phase.padEnd(8)} ${state}${reason === null ? "" : ` (${reason})`}\n`,
    );
  };
  const outcome = await simulateOperation(seed, { onSave });
  crashes += outcome.crashes;
  const { state, reason } = outcome.op.view;
  const end = reason === null ? state : `${state}/${reason}`;
  ends[end] = (ends[end] ?? 0) + 1;
  if (outcome.broken.length > 0) failures.push({ seed, broken: outcome.broken });
}

const seconds = (performance.now() - startedAt) / 1000;
const report = { seeds: count, failures, crashes, ends, seconds: Number(seconds.toFixed(1)) };
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  process.stdout.write(`${count} schedules, ${crashes} crashes, ${seconds.toFixed(1)} s\n`);
  for (const [end, times] of Object.entries(ends).sort((a, b) => b[1] - a[1])) {
    process.stdout.write(`  ${String(times).padStart(7)}  ${end}\n`);
  }
  for (const { seed, broken } of failures.slice(0, 20)) {
    process.stderr.write(`✖ seed ${seed}: ${broken.join("; ")}   (npm run simulate -- --seed ${seed})\n`);
  }
  process.stdout.write(
    failures.length === 0 ? "✔ every promise kept\n" : `✖ ${failures.length} schedules broke a promise\n`,
  );
}
process.exitCode = failures.length === 0 ? 0 : 1;

/**
 * Fits random pieces of the photographs into random byte limits, in workerd, and prints one JSON object:
 * `node bench/byte-budget.ts [--triples N] [--seed S]`. Exit code 1 when a target is missed.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { PHOTOS } from "./images/photos.ts";
import { startBenchWorker } from "./images/start-worker.ts";
import { createRandom } from "../test/simulation/random.ts";

interface Trial {
  readonly binds: boolean;
  readonly encodes: number;
  readonly filled: number | null;
  readonly quality: number | null;
}

const SIZES = [
  { width: 400, height: 400 },
  { width: 1_000, height: 1_000 },
  { width: 1_500, height: 500 },
  { width: 256, height: 256 },
  { width: 768, height: 256 },
] as const;
/** Limits for each piece: its encodings are shared, so this many more cost little. */
const LIMITS = 20;

const { values } = parseArgs({
  options: {
    triples: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean" },
  },
});
const random = createRandom(Number(values.seed));
const photos = PHOTOS.map((path) => new Uint8Array(readFileSync(path)));
const worker = await startBenchWorker();
const trials: Trial[] = [];
while (trials.length < Number(values.triples)) {
  const size = random.pick(SIZES);
  // Cut at any place, from the whole width to a third of it; a shape that is a little off does no harm here.
  const width = 0.33 + 0.67 * random.next();
  const height = Math.min(1, (width * size.height) / size.width);
  const options = {
    rect: { x: (1 - width) * random.next(), y: (1 - height) * random.next(), width, height },
    ...size,
    format: random.chance(0.6) ? "jpeg" : "webp",
    seed: random.between(1, 1_000_000),
    count: Math.min(LIMITS, Number(values.triples) - trials.length),
  };
  const response = await worker.fetch(`/budget?options=${encodeURIComponent(JSON.stringify(options))}`, {
    method: "POST",
    body: random.pick(photos),
  });
  trials.push(...((await response.json()) as Trial[]));
  process.stderr.write(`${trials.length} of ${values.triples}\n`);
}
await worker.stop();

const bound = trials.filter(({ binds }) => binds);
const loose = trials.filter(({ binds }) => !binds);
const filled = bound.map((trial) => trial.filled ?? 0).toSorted((a, b) => a - b);
const mean = (list: readonly Trial[]) =>
  Math.round((list.reduce((sum, { encodes }) => sum + encodes, 0) / Math.max(1, list.length)) * 1_000) /
  1_000;
const report = {
  name: "byte-budget",
  seed: Number(values.seed),
  triples: trials.length,
  binding: bound.length,
  overruns: trials.filter((trial) => (trial.filled ?? 0) > 1).length,
  nothingFitted: trials.filter((trial) => trial.filled === null).length,
  meanEncodes: mean(bound),
  mostEncodes: Math.max(...trials.map(({ encodes }) => encodes)),
  meanEncodesWhenLoose: mean(loose),
  filledMedian: filled[Math.floor(filled.length / 2)] ?? 0,
  filledLeast: filled[0] ?? 0,
};
const missed = [
  report.overruns > 0 && "overruns",
  report.nothingFitted > 0 && "nothingFitted",
  report.meanEncodes > 3.1 && "meanEncodes",
  report.meanEncodesWhenLoose > 1 && "meanEncodesWhenLoose",
  report.filledMedian < 0.9 && "filledMedian",
  report.filledLeast < 0.8 && "filledLeast",
].filter((name) => name !== false);
process.stdout.write(`${JSON.stringify({ ...report, missed }, null, 2)}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;

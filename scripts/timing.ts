/**
 * `npm run timing -- --runs N`: whether the time of an answer tells if an address is known. Real Workers, real hashing,
 * N requests of each kind a route, interleaved.
 */
import { compareTiming, type TimingResult } from "../test/support/node/timing/compare-timing.ts";
import { TIMING_CASES } from "../test/support/node/timing/timing-cases.ts";
import { startTimingWorld } from "../test/support/node/timing/timing-world.ts";
import { createProgress } from "./progress.ts";
import { readOptions } from "./read-options.ts";

const WARM_UP = 5;
/** On a busy computer the wanted number may be too few: noise evens out, a leak does not. */
const MOST_TIMES = 3;
const USAGES = [
  "npm run timing                      500 runs of each kind; about a quarter of an hour",
  "npm run timing -- --runs N          N runs",
  "npm run timing -- --only NAME       one route",
  "npm run timing -- --json            one JSON object on standard output",
];
const values = readOptions(USAGES, {
  runs: { type: "string", default: "500" },
  only: { type: "string" },
  json: { type: "boolean", default: false },
});
const runs = Number(values.runs);
const cases = TIMING_CASES.filter((each) => values.only === undefined || each.name === values.only);
const progress = createProgress(values.json);

if (!Number.isInteger(runs) || runs < 1 || cases.length === 0) {
  const names = TIMING_CASES.map((each) => each.name).join(", ");
  process.stderr.write(`--runs takes a whole number from 1, --only one of: ${names}\n`);
  process.exit(1);
}

const world = await startTimingWorld();
const results: ({ readonly name: string } & TimingResult)[] = [];
try {
  progress.step("app running");
  for (const { name, prepare } of cases) {
    const most = MOST_TIMES * runs;
    const pair = await prepare(world, most + WARM_UP);
    results.push({ name, ...(await compareTiming(pair, { runs, most, warmUp: WARM_UP })) });
    progress.step(name);
  }
} finally {
  await world.close();
}

const ok = results.every((result) => result.verdict === "even");
if (values.json) process.stdout.write(`${JSON.stringify({ runs, ok, results })}\n`);
else process.stdout.write(table());
process.exitCode = ok ? 0 : 1;

function table(): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(11);
  const marks = { even: "✔", unsure: "?", told: "✖" };
  const lines = results.map(
    ({ name, runs: made, known, unknown, difference, allowed, noise, verdict }) =>
      `  ${marks[verdict]} ${name.padEnd(20)}${String(made).padStart(6)}${[known, unknown, difference, allowed, noise].map(ms).join("")}`,
  );
  const columns = ["known", "unknown", "differ by", "allowed", "noise ±"];
  const heads = "runs".padStart(6) + columns.map((head) => head.padStart(11)).join("");
  return `\n    ${"median of".padEnd(20)}${heads}\n${lines.join("\n")}\n\n${ending()}\n`;
}

function ending(): string {
  const names = (verdict: TimingResult["verdict"]) =>
    results.flatMap((result) => (result.verdict === verdict ? [result.name] : [])).join(", ");
  if (ok) return "✔ time tells nothing about an address";
  if (names("told") === "")
    return `? this computer is too busy to tell: ${names("unsure")}. Run it again when nothing else does.`;
  return `✖ time tells on: ${names("told")}. Look for work that one kind does and the other does not.`;
}

/**
 * `npm run guards`: takes each guard of `docs/security/guards.json` away in a copy of the checkout and demands that its tests
 * notice. Prints a table; ends with 1 when any stays green.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Guard, guardProblems, readGuards, withoutGuard } from "./guards/guard-list.ts";
import { runTests, type Verdict } from "./guards/run-tests.ts";
import { scratchCopy } from "./guards/scratch-copy.ts";
import { createProgress } from "./progress.ts";
import { readOptions } from "./read-options.ts";
import { collectTests } from "./security/collect-tests.ts";
import { endAllChildren, ROOT } from "./stack/child.ts";

const USAGES = [
  "npm run guards                  takes every guard away once; about five seconds each",
  "npm run guards -- --only NAME   those whose name contains NAME",
  "npm run guards -- --json        one JSON object for machines",
];
const options = readOptions(USAGES, {
  only: { type: "string", default: "" },
  json: { type: "boolean", default: false },
});

/** What the tests said without the guard. Anything but `red` is a failure. */
type Colour = "red" | "GREEN" | "BROKEN";
interface Row {
  readonly guard: string;
  readonly test: string;
  readonly result: Colour;
  readonly seconds: number;
}

const COLOURS: Readonly<Record<Verdict, Colour>> = { failed: "red", passed: "GREEN", broken: "BROKEN" };
const progress = createProgress(options.json);
const guards = readGuards(ROOT).filter(({ name }) => name.includes(options.only));
if (guards.length === 0) fail([`no guard's name contains ${options.only}`]);
const problems = guardProblems(guards, ROOT, await collectTests());
if (problems.length > 0) fail(problems);

const scratch = scratchCopy(ROOT);
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopping = true;
    void endAllChildren();
  });
}
try {
  await expectGreen(guards);
  const rows: Row[] = [];
  for (const guard of guards) {
    if (!stopping) rows.push(...(await takeAway(guard)));
  }
  report(rows);
} finally {
  scratch.remove();
}

/** A test that fails anyway proves nothing. */
async function expectGreen(all: readonly Guard[]): Promise<void> {
  for (const project of new Set(all.map((guard) => guard.project))) {
    const files = all.filter((guard) => guard.project === project).flatMap(({ tests }) => tests);
    const verdicts = await runTests(scratch.folder, project, [...new Set(files)]);
    const bad = [...verdicts].filter(([, verdict]) => verdict !== "passed");
    if (bad.length > 0) {
      scratch.remove();
      fail(bad.map(([test, verdict]) => `${test}: ${verdict} with every guard in place`));
    }
  }
  progress.step("every named test passes with every guard in place");
}

async function takeAway(guard: Guard): Promise<Row[]> {
  const path = join(scratch.folder, guard.file);
  const source = readFileSync(path, "utf8");
  const startedAt = Date.now();
  writeFileSync(path, withoutGuard(source, guard));
  try {
    const verdicts = await runTests(scratch.folder, guard.project, guard.tests);
    const seconds = (Date.now() - startedAt) / 1000;
    const rows = [...verdicts].map(([test, verdict]) => ({
      guard: guard.name,
      test,
      result: COLOURS[verdict],
      seconds: Number(seconds.toFixed(1)),
    }));
    for (const row of rows)
      if (row.result !== "red") progress.fail(`${row.guard}: ${row.result}, ${row.test}`);
    if (rows.every(({ result }) => result === "red")) progress.step(guard.name);
    return rows;
  } finally {
    writeFileSync(path, source);
  }
}

function report(rows: readonly Row[]): void {
  const bad = rows.filter(({ result }) => result !== "red");
  process.exitCode = bad.length > 0 || stopping ? 1 : 0;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ guards: guards.length, notRed: bad.length, rows })}\n`);
    return;
  }
  const width = Math.max(...rows.map(({ guard }) => guard.length));
  for (const row of rows) {
    const seconds = `${row.seconds.toFixed(1).padStart(5)} s`;
    process.stdout.write(`${row.guard.padEnd(width)}  ${row.result.padEnd(6)} ${seconds}  ${row.test}\n`);
  }
  process.stdout.write(
    bad.length === 0
      ? `✔ ${guards.length} guards: no test stays green without its guard\n`
      : `✖ ${bad.length} of ${rows.length} tests do not notice that their guard is gone\n`,
  );
}

function fail(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}

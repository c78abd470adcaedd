import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";

import { startChild } from "../stack/child.ts";

/** Between the titles of a test, here and in vitest. */
const BETWEEN = " > ";

const TIMEOUT_MS = 60_000;

/** How the message of an assertion begins; the second is how it does behind `rejects` and `resolves`. */
const ASSERTION = /^(AssertionError|Error: (expected|promise (resolved|rejected)) )/;

/** `failed`: an assertion did not hold. `broken`: it did not run, or died of something else than an assertion. */
export type Verdict = "passed" | "failed" | "broken";

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface Ran {
  readonly file: string;
  readonly title: string;
  readonly verdict: Verdict;
}

/**
 * Runs tests of one vitest project in `folder` and says for each how it ended. A test is a file or
 * `file > describe > test`; one that stands for several (a whole file, a template of `it.each`) failed when any of them did.
 */
export async function runTests(
  folder: string,
  project: string,
  tests: readonly string[],
): Promise<ReadonlyMap<string, Verdict>> {
  const files = [...new Set(tests.map((test) => fileOf(test)))];
  const names = tests.map((test) => titlesOf(test));
  const filter = names.includes(null)
    ? []
    : ["-t", `^(${names.map((name) => pattern(name ?? [])).join("|")})$`];
  const output = join(folder, "guards-report.json");
  rmSync(output, { force: true });
  const args = [
    "run",
    "--project",
    project,
    "--reporter=json",
    `--outputFile=${output}`,
    // A busy machine must not look like a guard that is missed.
    `--testTimeout=${TIMEOUT_MS}`,
    ...filter,
    ...files,
  ];
  await startChild("vitest", args, undefined, folder).exited;
  const ran = existsSync(output) ? readReport(folder, readFileSync(output, "utf8")) : [];
  return new Map(tests.map((test) => [test, judge(test, ran)]));
}

function readReport(folder: string, text: string): Ran[] {
  const { testResults } = JSON.parse(text) as JsonReport;
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "passed" || status === "failed")
      .map((result) => ({
        file: relative(folder, name),
        title: [...result.ancestorTitles, result.title].join(BETWEEN),
        verdict: verdictOf(result.status, result.failureMessages ?? []),
      })),
  );
}

function verdictOf(status: string, messages: readonly string[]): Verdict {
  if (status === "passed") return "passed";
  return messages.some((message) => ASSERTION.test(message)) ? "failed" : "broken";
}

/** One assertion that does not hold is enough: beside it others may die of what follows from it. */
function judge(test: string, ran: readonly Ran[]): Verdict {
  const titles = titlesOf(test);
  const isNamed = titles === null ? /^/ : new RegExp(`^${pattern(titles)}$`, "s");
  const verdicts = ran
    .filter(({ file, title }) => file === fileOf(test) && isNamed.test(title))
    .map(({ verdict }) => verdict);
  if (verdicts.includes("failed")) return "failed";
  return verdicts.length === 0 || verdicts.includes("broken") ? "broken" : "passed";
}

function fileOf(test: string): string {
  return test.split(BETWEEN, 1)[0] ?? test;
}

/** Titles from the outside in; null for a whole file. */
function titlesOf(test: string): string[] | null {
  const [, ...titles] = test.split(BETWEEN);
  return titles.length === 0 ? null : titles;
}

/** Titles as a pattern: vitest puts `>` between them; what `it.each` fills in (`%s`, `$name`) stands for anything. */
function pattern(titles: readonly string[]): string {
  return titles
    .map((title) =>
      title
        .split(/%[sdifjoOp#$%]|\$[\w.]+/)
        .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
        .join(".*"),
    )
    .join(BETWEEN);
}

/** No pattern of ours can be made to run for long by what somebody sends. */
import { expect, it } from "vitest";

import { sourceFiles, sourceNodes } from "../support/node/source-files.ts";

/** Longest text any pattern is given: a whole body. Far above a header, a path or a handle. */
const LONG = 64 * 1024;
/** What a pattern may take of the processor for one text. A pattern that backtracks takes minutes. */
const LIMIT_MS = 100;

/** Patterns that only ever see short texts, with what keeps them short. */
const BOUNDED: readonly (readonly [pattern: string, chars: number, why: string])[] = [
  ["=+$", 1_024, "padding of base64 that we made ourselves, of keys, hashes and ids"],
  ["[\\w.+-]+@[\\w-]+\\.[\\w.-]+", 2_001, "the log cuts every text to 2,000 characters first"],
];

/** Runs of one character, of alternations, and near misses: what makes a pattern try everything. */
const PUMPS = [
  "a",
  "0",
  "A",
  " ",
  "-",
  ".",
  "_",
  "/",
  "@",
  ":",
  "%",
  "=",
  ",",
  "'",
  "\t",
  "\n",
  "\\",
  "é",
  "a.",
  "a-",
  "a@",
  "0.",
  " a",
  "a,",
  "eyJ.",
  "Bearer ",
  "v1.a",
];
const ENDS = ["", "!", "\u0000", "@", ">"];
const STARTS = ["", "eyJ", "v1.", "lk_", "Bearer ", "did:web:", "\nparams: ", "<", "@a"];

interface Pattern {
  readonly at: string;
  readonly regex: RegExp;
}

const patterns = readPatterns();

function readPatterns(): Pattern[] {
  const found = [...sourceNodes(sourceFiles())].flatMap((node) => {
    const regex = node.get("regex") as { pattern: string; flags: string } | undefined;
    return node.type === "Literal" && regex !== undefined
      ? [
          {
            at: `${node.file} /${regex.pattern}/`,
            regex: new RegExp(regex.pattern, regex.flags.replace("g", "")),
          },
        ]
      : [];
  });
  return [...new Map(found.map((pattern) => [pattern.regex.source, pattern])).values()];
}

function longest(pattern: Pattern): number {
  return BOUNDED.find(([source]) => source === pattern.regex.source)?.[1] ?? LONG;
}

/** Short ones first, so that a bad pattern shows before it takes for ever. */
const SIZES = [16, 26, 64, 1_024];

/** A text this pattern takes too long for, and how long; null when there is none. */
function slowText({ regex }: Pattern, chars: number): string | null {
  for (const size of [...SIZES.filter((each) => each < chars), chars]) {
    for (const text of size > 1_024 ? longTexts(size) : shortTexts(size)) {
      const began = performance.now();
      regex.test(text);
      if (performance.now() - began <= LIMIT_MS) continue;
      // Again by the processor's time: it may only be the machine that is busy.
      const ms = cpuTime(() => regex.test(text));
      if (ms > LIMIT_MS)
        return `${ms.toFixed(0)} ms for ${size} characters: ${JSON.stringify(text.slice(0, 20))}…`;
    }
  }
  return null;
}

/** Milliseconds of this thread alone. */
function cpuTime(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

const run = (pump: string, size: number) => pump.repeat(Math.ceil(size / pump.length));

function shortTexts(size: number): string[] {
  return PUMPS.flatMap((pump) => STARTS.flatMap((start) => ENDS.map((end) => start + run(pump, size) + end)));
}

function longTexts(size: number): string[] {
  return PUMPS.map((pump) => `${run(pump, size)}\u0000`);
}

it("runs in a moment over the longest text it can get", () => {
  expect(patterns.length).toBeGreaterThan(60);
  const slow = patterns.flatMap((pattern) => {
    const text = slowText(pattern, longest(pattern));
    return text === null ? [] : [`${pattern.at}: ${text}`];
  });
  expect(slow).toEqual([]);
});

it("keeps no bound for a pattern that is gone", () => {
  const sources = patterns.map(({ regex }) => regex.source);
  expect(BOUNDED.filter(([source]) => !sources.includes(source))).toEqual([]);
});

it("would notice one that backtracks", () => {
  expect(slowText({ at: "planted", regex: /^(a+)+$/ }, 64)).toMatch(/^\d+ ms for 2\d characters/);
});

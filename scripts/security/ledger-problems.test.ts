import { describe, expect, it } from "vitest";

import { ASVS_ITEMS } from "./asvs-items.ts";
import { ledgerProblems, MAX_DECISIONS } from "./ledger-problems.ts";

const ITEMS = new Map([
  ["1.2.1", 1],
  ["1.2.2", 2],
]);
const TESTS = new Set(["src/a.test.ts > a > b"]);
const tested = (id: string, level: number) => ({
  id,
  level,
  title: "What is asked",
  status: "tested",
  tests: ["src/a.test.ts > a > b"],
  owner: "maintainers",
  date: "2026-11-25",
});
const decided = (id: string, level: number) => {
  const { tests: _, ...rest } = tested(id, level);
  return { ...rest, status: "decided", decision: "It belongs to the platform, which does it." };
};
const problems = (...ledger: unknown[]) => ledgerProblems(ledger, ITEMS, TESTS);

describe("the items", () => {
  it("are 210: 63 of level 1, 118 of level 2, 29 of level 3", () => {
    const levels = [...ASVS_ITEMS.values()];
    expect([1, 2, 3].map((level) => levels.filter((each) => each === level).length)).toEqual([63, 118, 29]);
    expect(ASVS_ITEMS.size).toBe(210);
  });
});

describe("the ledger", () => {
  it("is whole when every item has a test that exists or a decision", () => {
    expect(problems(tested("1.2.1", 1), decided("1.2.2", 2))).toEqual([]);
  });

  it("names what is missing, unknown, twice or of another level", () => {
    expect(problems(tested("1.2.1", 1), tested("1.2.1", 2), tested("9.9.9", 1))).toEqual([
      "1.2.2 is missing",
      "9.9.9 is no requirement that applies",
      "1.2.1 is there twice",
      "1.2.1 is of level 1, not 2",
    ]);
  });

  it("names a test that does not exist", () => {
    const gone = { ...tested("1.2.1", 1), tests: ["src/a.test.ts > a > c"] };
    expect(problems(gone, tested("1.2.2", 2))).toEqual(["1.2.1: there is no test src/a.test.ts > a > c"]);
  });

  it("takes no entry without tests, reason, owner or day, and no field of its own", () => {
    const empty = { ...tested("1.2.1", 1), tests: [] };
    expect(problems(empty, tested("1.2.2", 2))[0]).toMatch(/^1\.2\.1: tests /);
    for (const change of [
      { decision: " " },
      { decision: "" },
      { owner: "" },
      { date: "soon" },
      { tests: ["x"] },
    ]) {
      const [problem] = problems({ ...decided("1.2.1", 1), ...change }, tested("1.2.2", 2));
      expect([change, problem?.startsWith("1.2.1: ")]).toEqual([change, true]);
    }
  });

  it("takes at most 40 decisions", () => {
    const items = new Map(Array.from({ length: MAX_DECISIONS + 1 }, (_, at) => [`1.1.${at}`, 1] as const));
    const all = [...items.keys()].map((id) => decided(id, 1));
    expect(ledgerProblems(all, items, TESTS)).toEqual(["41 decisions; at most 40"]);
  });
});

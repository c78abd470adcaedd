import { describe, expect, it } from "vitest";

import { ROOT } from "../stack/child.ts";
import { type Guard, guardProblems, readGuards, withoutGuard } from "./guard-list.ts";

const guard: Guard = {
  name: "same host",
  file: "src/middleware/canonical-host.ts",
  find: "b();",
  replace: "",
  project: "unit",
  tests: ["src/a.test.ts > a > b"],
};

describe("taking a guard away", () => {
  it("changes the one place and nothing else, whatever stands for the guard", () => {
    expect(withoutGuard("a(); b(); c();", guard)).toBe("a();  c();");
    expect(withoutGuard("a(); b();", { ...guard, replace: "$& $1" })).toBe("a(); $& $1");
  });

  it.each(["a();", "b(); b();"])("refuses %j, where it is not there once", (source) => {
    expect(() => withoutGuard(source, guard)).toThrow(/occurs \d times/);
  });
});

describe("the list", () => {
  it("has at least 40 guards", () => {
    expect(readGuards(ROOT).length).toBeGreaterThanOrEqual(40);
  });

  it("is held against the code and the tests there are", () => {
    const list = [guard, { ...guard, tests: ["src/a.test.ts"] }];
    expect(guardProblems(list, ROOT, new Set(["src/a.test.ts > a > c"]))).toEqual([
      "guard same host: there is no test src/a.test.ts > a > b",
      "guard same host: the guard's text occurs 0 times in src/middleware/canonical-host.ts, not once",
      "guard same host is there twice",
      "guard same host: the guard's text occurs 0 times in src/middleware/canonical-host.ts, not once",
    ]);
  });
});

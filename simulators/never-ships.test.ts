import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..", "src");

test("nothing that ships imports the simulators or what only they use", () => {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  const guilty = files.filter((name) =>
    /(?:from|import)\s*\(?\s*["'](?:[^"']*\/simulators\/|sharp["'])/.test(
      readFileSync(join(source, name), "utf8"),
    ),
  );
  expect(guilty).toEqual([]);
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { ROOT, startChild } from "../stack/child.ts";

interface ListedTest {
  readonly name: string;
  readonly file: string;
}

/**
 * Every test there is as `path/of.test.ts > describe > test`, read by vitest from the source without running it; titles
 * of `it.each` are their templates. About two seconds of CPU. Throws when vitest cannot read the files.
 */
export async function collectTests(): Promise<ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), "linkarooie-tests-"));
  const file = join(folder, "tests.json");
  try {
    const child = startChild("vitest", ["list", "--static-parse", `--json=${file}`]);
    if ((await child.exited) !== 0) throw new Error(`vitest could not list the tests:\n${child.output()}`);
    const listed = JSON.parse(readFileSync(file, "utf8")) as ListedTest[];
    return new Set(listed.map((test) => `${relative(ROOT, test.file)} > ${test.name}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

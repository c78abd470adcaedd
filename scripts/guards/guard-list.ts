/** `docs/security/guards.json`: single guards of the code, how to take each away, and the tests that must notice. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

const guard = z.strictObject({
  name: z.string().min(1),
  /** Path from the root of the project. */
  file: z.string(),
  /** Exact text that occurs once in the file … */
  find: z.string().min(1),
  /** … and what stands there without the guard. It must still load. */
  replace: z.string(),
  project: z.enum(["unit", "images", "node"]),
  /** `path/of.test.ts` or `path/of.test.ts > describe > test`: each of them must fail without the guard. */
  tests: z.array(z.string()).min(1),
});
export type Guard = z.infer<typeof guard>;

/** The list as it stands. Throws when it has another form. */
export function readGuards(root: string): Guard[] {
  return z.array(guard).parse(JSON.parse(readFileSync(join(root, "docs/security/guards.json"), "utf8")));
}

/** The file without the guard. Throws when the text to take away does not occur exactly once. */
export function withoutGuard(source: string, { file, find, replace }: Guard): string {
  const times = source.split(find).length - 1;
  if (times !== 1) throw new Error(`the guard's text occurs ${times} times in ${file}, not once`);
  return source.replace(find, () => replace);
}

/** What is wrong with the list without running anything: names, texts that do not occur once, tests that do not exist. */
export function guardProblems(guards: readonly Guard[], root: string, tests: ReadonlySet<string>): string[] {
  const files = new Set([...tests].map((test) => test.split(" > ", 1)[0]));
  const names = guards.map(({ name }) => name);
  return guards.flatMap((each, at) => {
    const problems = each.tests.filter((test) => !tests.has(test) && !files.has(test));
    return [
      ...(names.indexOf(each.name) === at ? [] : [`guard ${each.name} is there twice`]),
      ...problems.map((test) => `guard ${each.name}: there is no test ${test}`),
      ...textProblem(each, root),
    ];
  });
}

function textProblem(each: Guard, root: string): string[] {
  try {
    withoutGuard(readFileSync(join(root, each.file), "utf8"), each);
    return [];
  } catch (error) {
    return [`guard ${each.name}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

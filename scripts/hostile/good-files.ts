import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../stack/child.ts";

const FOLDER = join(ROOT, "test/fixtures/images");

/** The bytes of a good picture of `test/fixtures/images`. */
export function goodFile(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** The names of all of them, in order. */
export function goodNames(): string[] {
  return readdirSync(FOLDER).toSorted();
}

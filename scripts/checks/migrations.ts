/**
 * Refuses D1 migrations that destroy data. drizzle-kit rebuilds a table for some changes (`__new_…`, then DROP TABLE);
 * D1 ignores `PRAGMA foreign_keys=OFF` inside a migration, so that DROP cascades and empties child tables.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../stack/child.ts";

const FORBIDDEN: readonly [RegExp, string][] = [
  [/__new_/i, "rebuilds a table"],
  [/\bdrop\s+table\b/i, "drops a table"],
  [/\bdrop\s+column\b/i, "drops a column"],
  [/\bdelete\s+from\b(?![\s\S]*\bwhere\b)/i, "deletes every row of a table"],
];

/** What is wrong with one migration's SQL, in words; empty when nothing is. */
function destructiveStatements(sql: string): string[] {
  return FORBIDDEN.filter(([pattern]) => pattern.test(sql)).map(([, what]) => what);
}

if (process.argv[1]?.endsWith("migrations.ts") === true) {
  const folder = join(ROOT, "migrations");
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".sql"))) {
    for (const what of destructiveStatements(readFileSync(join(folder, file), "utf8"))) {
      process.stderr.write(
        `migrations/${file} ${what}. Add columns or tables instead, and copy rows by hand.\n`,
      );
      process.exitCode = 1;
    }
  }
}

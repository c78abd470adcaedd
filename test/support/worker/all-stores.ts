/** Everything the app keeps, row by row, to tell whether a request changed anything. */
import { bindings, storedKeys } from "./signed-in.ts";

/** Counters of attempts and times of use change with every request; they are no effect. */
const NOT_EFFECTS = new Set(["rate_buckets", "d1_migrations", "_cf_METADATA", "sqlite_sequence"]);

export async function tableNames(): Promise<string[]> {
  const { results } = await bindings.DB.prepare(
    "select name from sqlite_master where type = 'table' order by name",
  ).all<{ name: string }>();
  return results.map(({ name }) => name).filter((name) => !NOT_EFFECTS.has(name) && !name.startsWith("_cf_"));
}

/** One line a row of every table and a key of the bucket. Equal lists: nothing happened in between. */
export async function allStores(): Promise<string[]> {
  const lines: string[] = [];
  for (const table of await tableNames()) {
    const { results } = await bindings.DB.prepare(`select * from "${table}" order by 1`).all();
    lines.push(...results.map((row) => `${table} ${JSON.stringify(row)}`));
  }
  return [...lines, ...(await storedKeys()).map((key) => `bucket ${key}`)].toSorted();
}

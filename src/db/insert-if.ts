import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

import type { Database } from "./client.ts";

/**
 * A statement that writes one row when a condition holds, and nothing otherwise. For a batch whose deed depends on what
 * it finds: D1 has no way to end a batch half-way, so what goes with the deed asks the same question. Put it before the
 * statement that makes the condition untrue. `row` names every column.
 */
export function insertIf<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: Table["$inferSelect"],
  condition: SQL,
) {
  const values: Record<string, unknown> = row;
  // In the order of the table's columns, which is how drizzle writes the insert.
  const columns = Object.entries(getTableColumns(table)).map(
    ([key, column]) => sql`${sql.param(values[key] ?? null, column)}`,
  );
  return db.insert(table).select(sql`select ${sql.join(columns, sql`, `)} where ${condition}`);
}

import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

import type { Database } from "./client.ts";

/**
 * Inserts a row only if `when` holds at that point of the batch: what must not be written by the call that came second.
 * The row names every column, since an insert from a select takes them all.
 */
export function insertWhen<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: Table["$inferSelect"],
  when: SQL,
) {
  // In the order of the table's columns, which is how drizzle writes such an insert.
  const values = Object.entries(getTableColumns(table)).map(([key, column]) =>
    sql.param(row[key as keyof typeof row] as unknown, column),
  );
  return db.insert(table).select(sql`select ${sql.join(values, sql`, `)} where ${when}`);
}

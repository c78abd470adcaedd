/** Sealed values of any column of `auth/sealed-columns.ts`, for the rotation of the vault's keys. */
import { sql, type SQL } from "drizzle-orm";

import { ALL_SEALED_COLUMNS, SEALED_COLUMNS, type SealedColumn } from "../auth/sealed-columns.ts";
import type { Database } from "./client.ts";

/** A sealed value and what it is bound to. */
export interface SealedRow {
  readonly row: string;
  readonly user: string | null;
  readonly platform: string | null;
  readonly sealed: string;
}

export interface KeyCount {
  readonly table: string;
  readonly column: string;
  readonly keyId: string;
  readonly values: number;
}

/** The key's id inside `v1.<key id>.<iv>.<ciphertext>`. */
function keyIdOf(column: SealedColumn): SQL {
  const rest = sql`substr(${sql.identifier(column.column)}, 4)`;
  return sql`substr(${rest}, 1, instr(${rest}, '.') - 1)`;
}

/** How many values of each column are under each key. Reads every row. */
export async function countByKey(db: Database): Promise<KeyCount[]> {
  const counts = ALL_SEALED_COLUMNS.map((column) => {
    const { table, column: name } = column;
    return db.all<KeyCount>(sql`select ${table} as "table", ${name} as "column", ${keyIdOf(column)} as "keyId",
      count(*) as "values" from ${sql.identifier(table)} where ${sql.identifier(name)} <> '' group by 3 order by 3`);
  });
  return (await Promise.all(counts)).flat();
}

function oneOf(values: readonly string[]): SQL {
  const list = values.map((value) => sql`${value}`);
  return sql`(${sql.join(list, sql`, `)})`;
}

/**
 * People with a grant under one of these keys, in the order of their ids, behind `after`. Those whose row has no grant
 * yet are among them: their object may have written one ahead.
 */
export async function usersWithGrantsUnder(
  db: Database,
  input: { readonly keyIds: readonly string[]; readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { keyIds, after, limit } = input;
  const rows = await db.all<{ userId: string }>(sql`select distinct user_id as "userId" from user_platforms
    where user_id > ${after} and (sealed_grant = '' or ${keyIdOf(SEALED_COLUMNS.grant)} in ${oneOf(keyIds)})
    order by 1 limit ${limit}`);
  return rows.map((row) => row.userId);
}

/** Values under one of these keys, in the order of their rows, behind the row `after`. */
export async function listUnderKeys(
  db: Database,
  column: SealedColumn,
  input: { readonly keyIds: readonly string[]; readonly after: string; readonly limit: number },
): Promise<SealedRow[]> {
  const name = (id: string | null) => (id === null ? sql`null` : sql.identifier(id));
  return db.all<SealedRow>(sql`select ${name(column.row)} as "row", ${name(column.user)} as "user",
      ${name(column.platform)} as "platform", ${name(column.column)} as "sealed"
    from ${name(column.table)}
    where ${name(column.row)} > ${input.after} and ${keyIdOf(column)} in ${oneOf(input.keyIds)}
    order by 1 limit ${input.limit}`);
}

/** Puts each value, sealed anew, in the place of what was read; a row that changed meanwhile stays. Returns how many. */
export async function replaceSealed(
  db: Database,
  column: SealedColumn,
  changes: readonly { readonly row: string; readonly from: string; readonly to: string }[],
): Promise<number> {
  const [table, row, sealed] = [column.table, column.row, column.column].map((name) => sql.identifier(name));
  const changed = await db.all<{ row: string }>(sql`update ${table} set ${sealed} = change.value ->> 'to'
    from json_each(${JSON.stringify(changes)}) as change
    where ${table}.${row} = change.value ->> 'row' and ${table}.${sealed} = change.value ->> 'from'
    returning ${table}.${row} as "row"`);
  return changed.length;
}

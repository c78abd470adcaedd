/** D1 binds at most 100 parameters a statement (its documented limit); ten are left for the other conditions. */
export const MAX_LISTED = 90;

/**
 * Runs a query whose `in (…)` list may be longer than D1 takes, piece by piece, and joins what the pieces give. Each
 * value is asked for once; nothing is asked for an empty list. Order holds inside a piece only.
 */
export async function inChunks<Value, Row>(
  values: Iterable<Value>,
  query: (chunk: Value[]) => PromiseLike<Row[]>,
): Promise<Row[]> {
  const distinct = [...new Set(values)];
  const rows: Row[] = [];
  for (let at = 0; at < distinct.length; at += MAX_LISTED) {
    rows.push(...(await query(distinct.slice(at, at + MAX_LISTED))));
  }
  return rows;
}

import { ALL_SEALED_COLUMNS, type SealedColumn, sealPlace } from "../../auth/sealed-columns.ts";
import type { AppContext } from "../../context.ts";
import {
  countByKey,
  listUnderKeys,
  replaceSealed,
  type SealedRow,
  usersWithGrantsUnder,
} from "../../db/sealed-values.ts";

/** Rows and people looked at together. */
const BATCH = 50;
/** Objects called at the same time. */
const PARALLEL = 6;

export interface Pass {
  readonly resealed: number;
  /** Values that are still under another key, flows and unsent mails among them. */
  readonly left: number;
}

/**
 * One pass over everything at rest: seals anew what is under another key of the ring, until `deadline`. Each write
 * happens only while the very ciphertext that was read is there, so a pass may run beside sign-ins, refreshes and other
 * passes, and may be killed at any moment. What cannot be opened is logged and stays.
 */
export async function resealEverything(app: AppContext, deadline: number): Promise<Pass> {
  let resealed = 0;
  if (app.vault.keyIds.others.length > 0) {
    for (const column of ALL_SEALED_COLUMNS) {
      if (column.turnover === "resealed") resealed += await resealColumn(app, column, deadline);
    }
    resealed += await resealGrants(app, deadline);
  }
  const registrations = await app.registrations.reseal();
  if (registrations.left > 0) app.log.warn("registrations_not_resealed", { left: registrations.left });
  const counts = await countByKey(app.db);
  const { primary } = app.vault.keyIds;
  const left = counts.reduce((sum, { keyId, values }) => sum + (keyId === primary ? 0 : values), 0);
  return { resealed: resealed + registrations.resealed, left: left + registrations.left };
}

async function resealColumn(app: AppContext, column: SealedColumn, deadline: number): Promise<number> {
  let resealed = 0;
  const { others: keyIds } = app.vault.keyIds;
  for (let after = ""; app.now() < deadline;) {
    const rows = await listUnderKeys(app.db, column, { keyIds, after, limit: BATCH });
    const last = rows.at(-1);
    if (last === undefined) break;
    const changes = await Promise.all(rows.map((row) => change(app, column, row)));
    resealed += await replaceSealed(
      app.db,
      column,
      changes.filter((each) => each !== null),
    );
    after = last.row;
  }
  return resealed;
}

/** Null for a value that cannot be opened. */
async function change(app: AppContext, column: SealedColumn, row: SealedRow) {
  try {
    return { row: row.row, from: row.sealed, to: await app.vault.reseal(row.sealed, sealPlace(column, row)) };
  } catch (error) {
    app.log.error("value_not_resealed", { table: column.table, row: row.row, error });
    return null;
  }
}

/** Grants have two homes, so each person's object does theirs; a row of D1 under the primary key says that both are done. */
async function resealGrants(app: AppContext, deadline: number): Promise<number> {
  let resealed = 0;
  const { others: keyIds } = app.vault.keyIds;
  for (let after = ""; app.now() < deadline;) {
    const userIds = await usersWithGrantsUnder(app.db, { keyIds, after, limit: BATCH });
    const last = userIds.at(-1);
    if (last === undefined) break;
    for (let at = 0; at < userIds.length; at += PARALLEL) {
      const counts = await Promise.all(userIds.slice(at, at + PARALLEL).map((id) => resealPerson(app, id)));
      resealed += counts.reduce((sum, count) => sum + count, 0);
    }
    after = last;
  }
  return resealed;
}

/** One person's failure must not keep the others waiting; theirs stays among what is left. */
async function resealPerson(app: AppContext, userId: string): Promise<number> {
  try {
    return await app.userSync.reseal(userId);
  } catch (error) {
    app.log.error("grants_not_resealed", { user_id: userId, error });
    return 0;
  }
}

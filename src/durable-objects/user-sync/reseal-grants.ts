/**
 * A new primary key reaches the grants of one person, in both homes: the object's copy first, then D1's. So a row of D1
 * under the primary key says that the object's copy is under it too, and the rotation finds its work by looking at D1
 * alone. Generations stay as they are, and both writes happen only while the very ciphertext that was read is still
 * there: a refresh or a new consent that comes in between wins.
 */
import { openGrant, resealGrant } from "../../auth/grant-seal.ts";
import { sealedUnder } from "../../auth/vault.ts";
import type { AppContext } from "../../context.ts";
import {
  type ConnectionRow,
  listConnectionRows,
  putGrantRow,
  replaceGrantRow,
} from "../../db/connections.ts";
import type { Journal } from "./journal.ts";

/** Seals the person's grants anew that are under another key. Returns how many were. One that cannot be opened stays. */
export async function resealGrants(app: AppContext, journal: Journal, userId: string): Promise<number> {
  let resealed = 0;
  for (const row of await listConnectionRows(app.db, userId)) {
    try {
      if (await resealOne(app, journal, row)) resealed += 1;
    } catch (error) {
      app.log.error("grant_not_resealed", { connection_id: row.id, error });
    }
  }
  return resealed;
}

async function resealOne(app: AppContext, journal: Journal, row: ConnectionRow): Promise<boolean> {
  const isOld = (sealed: string) => sealed !== "" && sealedUnder(sealed) !== app.vault.keyIds.primary;
  const own = journal.grant(row.id);
  if (!isOld(row.sealedGrant) && !isOld(own?.sealed ?? "")) return false;
  const ownIsNewest = own !== null && own.generation >= row.grantGeneration;
  const { sealed, generation } = ownIsNewest
    ? own
    : { sealed: row.sealedGrant, generation: row.grantGeneration };
  const fresh = isOld(sealed) ? await resealGrant(app.vault, ownerOf(row), sealed) : sealed;
  // A copy of an older generation, as after a restore of the object, is brought up to D1's.
  const kept = ownIsNewest
    ? journal.replaceGrant(row.id, sealed, fresh)
    : own === null || journal.setGrant(row.id, generation, fresh);
  if (!kept) return false;
  await bringToD1(app, row, { sealed: fresh, generation });
  journal.markGrantMirrored(row.id, generation);
  return true;
}

/** The same generation is replaced, an older one overtaken; whatever is newer there stays. */
async function bringToD1(
  app: AppContext,
  row: ConnectionRow,
  grant: { readonly sealed: string; readonly generation: number },
): Promise<void> {
  const { id, userId } = row;
  const { sealed, generation } = grant;
  if (generation === row.grantGeneration) {
    await replaceGrantRow(app.db, { userId, id, generation, from: row.sealedGrant, to: sealed });
    return;
  }
  const { expiresAt: tokenExpiresAt } = await openGrant(app.vault, ownerOf(row), sealed);
  await putGrantRow(app.db, { userId, id, generation, sealedGrant: sealed, tokenExpiresAt, now: app.now() });
}

function ownerOf(row: ConnectionRow) {
  return { userId: row.userId, connectionId: row.id, platform: row.platformId };
}

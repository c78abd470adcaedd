import type { AppContext } from "../../context.ts";
import { deleteVariants, keysInUse, staleVariants } from "../../db/images.ts";

const CLEAN_LIMIT = 90; // D1 takes 100 bound parameters a statement

/**
 * Removes files of crops that were replaced. Rows first, then the bytes nothing else names, so that no row ever points
 * at nothing. What a run shows as sent stays with its run.
 */
export async function cleanVariants(app: AppContext): Promise<void> {
  const stale = await staleVariants(app.db, CLEAN_LIMIT);
  await deleteVariants(
    app.db,
    stale.map((variant) => variant.id),
  );
  for (const [userId, variants] of Map.groupBy(stale, (variant) => variant.userId)) {
    const keys = variants.map((variant) => variant.r2Key);
    const used = await keysInUse(app.db, userId, keys);
    await app.pictures.delete(keys.filter((key) => !used.has(key)));
  }
}

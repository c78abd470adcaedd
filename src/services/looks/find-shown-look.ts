import type { AppContext } from "../../context.ts";
import { findCurrentLook, type LookRow } from "../../db/looks.ts";
import { listOverrides, type OverrideRow } from "../../db/saved-looks.ts";

/** A look with what single places show instead. */
export interface ShownLook {
  readonly look: LookRow;
  readonly overrides: readonly OverrideRow[];
}

/** The look a run puts everywhere. Null while the person has none. */
export async function findShownLook(app: AppContext, userId: string): Promise<ShownLook | null> {
  const look = await findCurrentLook(app.db, userId);
  return look === null ? null : { look, overrides: await listOverrides(app.db, userId, [look.id]) };
}

import { sealPlace, SEALED_COLUMNS } from "../../auth/sealed-columns.ts";
import type { SealPlace } from "../../auth/vault.ts";

/** Where a mail's values are sealed to. */
export function emailPlace(email: { readonly id: string; readonly userId: string | null }): SealPlace {
  return sealPlace(SEALED_COLUMNS.mail, { row: email.id, user: email.userId });
}

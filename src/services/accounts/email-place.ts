import type { SealPlace } from "../../auth/vault.ts";

/** Where a mail's values are sealed to. */
export function emailPlace(email: { readonly id: string; readonly userId: string | null }): SealPlace {
  return { table: "emails", column: "sealed_values", row: email.id, user: email.userId ?? "", platform: "" };
}

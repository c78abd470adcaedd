import * as z from "zod";

import type { PasskeyRow } from "../../db/passkeys.ts";

export const passkeyResource = z
  .object({
    id: z.string(),
    name: z.string(),
    synced: z.boolean().describe("True when the passkey is kept on more than one device"),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "Passkey" });
export type PasskeyResource = z.infer<typeof passkeyResource>;

/** Row as its owner sees it; key and credential id stay behind. */
export function toPasskeyResource(row: PasskeyRow): PasskeyResource {
  return {
    id: row.id,
    name: row.name,
    synced: row.backedUp,
    created_at: new Date(row.createdAt).toISOString(),
    last_used_at: row.lastUsedAt === null ? null : new Date(row.lastUsedAt).toISOString(),
  };
}

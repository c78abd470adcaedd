import * as z from "zod";

import { LOGIN_PROVIDER_IDS, LOGIN_PROVIDER_NAMES } from "../../auth/login-providers/login-provider.ts";
import type { IdentityRow } from "../../db/identities.ts";

export const identityResource = z
  .object({
    id: z.string(),
    provider: z.enum(LOGIN_PROVIDER_IDS),
    provider_name: z.string(),
    email: z
      .string()
      .nullable()
      .describe("What the provider named last; it need not be the account's address"),
    name: z.string().nullable(),
    linked_at: z.iso.datetime(),
    last_used_at: z.iso.datetime(),
    removable: z.boolean().describe("False for the last way in"),
  })
  .meta({ id: "Identity" });
export type IdentityResource = z.infer<typeof identityResource>;

/** Row as its owner sees it. The provider's id of the person stays behind. */
export function toIdentityResource(row: IdentityRow, removable: boolean): IdentityResource {
  return {
    id: row.id,
    provider: row.provider,
    provider_name: LOGIN_PROVIDER_NAMES[row.provider],
    email: row.email,
    name: row.name,
    linked_at: new Date(row.createdAt).toISOString(),
    last_used_at: new Date(row.lastUsedAt).toISOString(),
    removable,
  };
}

import * as z from "zod";

import type { Grant } from "../platforms/platform.ts";
import { sealPlace, SEALED_COLUMNS } from "./sealed-columns.ts";
import type { SealPlace, Vault } from "./vault.ts";

const grantSchema = z.object({
  accountId: z.string(),
  handle: z.string(),
  host: z.string().nullable(),
  profileUrl: z.string(),
  accessToken: z.string(),
  tokenSecret: z.string().optional(),
  refreshToken: z.string().optional(),
  expiresAt: z.number().nullable(),
  scopes: z.array(z.string()),
  extra: z.record(z.string(), z.string()),
});

/** The one row a grant may be opened in. */
interface GrantOwner {
  readonly userId: string;
  readonly connectionId: string;
  readonly platform: string;
}

function place(owner: GrantOwner): SealPlace {
  const { connectionId: row, userId: user, platform } = owner;
  return sealPlace(SEALED_COLUMNS.grant, { row, user, platform });
}

/** A grant, sealed to its connection. */
export function sealGrant(vault: Vault, owner: GrantOwner, grant: Grant): Promise<string> {
  return vault.seal(JSON.stringify(grant), place(owner));
}

/** Opens it again. Throws `unreadable_secret` when it was altered or belongs to another connection. */
export async function openGrant(vault: Vault, owner: GrantOwner, sealed: string): Promise<Grant> {
  return grantSchema.parse(JSON.parse(await vault.open(sealed, place(owner)))) as Grant;
}

/** The same grant under the vault's primary key. Throws like `openGrant`. */
export function resealGrant(vault: Vault, owner: GrantOwner, sealed: string): Promise<string> {
  return vault.reseal(sealed, place(owner));
}

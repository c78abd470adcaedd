import * as z from "zod";

import type { userPlatforms } from "../../db/schema.ts";
import { PLATFORM_IDS, type PlatformId, SLOTS } from "../../platforms/platform.ts";

export const connectionResource = z
  .object({
    id: z.string(),
    platform: z.enum(PLATFORM_IDS),
    account_id: z.string(),
    handle: z.string(),
    host: z.string().nullable(),
    profile_url: z.string(),
    status: z.enum(["connected", "finish_setup", "needs_attention", "paused"]),
    status_reason: z.string().nullable(),
    /** What a run puts there unless it names slots itself. */
    slots: z.array(z.enum(SLOTS)),
    scopes: z.array(z.string()),
    token_expires_at: z.iso.datetime().nullable(),
    last_success_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Connection" });
export type ConnectionResource = z.infer<typeof connectionResource>;

/** A time as the API shows it. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Row as the API and the pages show it; the grant stays behind. */
export function toConnectionResource(row: typeof userPlatforms.$inferSelect): ConnectionResource {
  return {
    id: row.id,
    platform: row.platformId as PlatformId,
    account_id: row.accountId,
    handle: row.handle,
    host: row.host,
    profile_url: row.profileUrl,
    status: row.status,
    status_reason: row.statusReason,
    slots: SLOTS.filter((slot) => (slot === "avatar" ? row.syncAvatar : row.syncBanner)),
    scopes: JSON.parse(row.scopes) as string[],
    token_expires_at: isoOrNull(row.tokenExpiresAt),
    last_success_at: isoOrNull(row.lastSuccessAt),
    created_at: new Date(row.createdAt).toISOString(),
  };
}

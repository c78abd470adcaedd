import * as z from "zod";

import type { SessionRow } from "../../db/sessions.ts";
import { deviceName } from "./device-name.ts";

export const sessionResource = z
  .object({
    id: z.string(),
    /** True for the session of this request. */
    current: z.boolean(),
    device: z.string().describe("What we make of the browser's name, such as Firefox on Windows"),
    network: z.string().describe("Network prefix at sign-in (IPv4 /24, IPv6 /64), or unknown"),
    method: z.string().describe("password, passkey, google, facebook, github or demo"),
    two_factor: z.boolean(),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().describe("To the hour"),
    expires_at: z.iso.datetime().describe("When it ends if it is not used"),
  })
  .meta({ id: "Session" });
export type SessionResource = z.infer<typeof sessionResource>;

/** Row as its owner sees it; the secret's hash stays behind. */
export function toSessionResource(row: SessionRow, currentId: string): SessionResource {
  return {
    id: row.id,
    current: row.id === currentId,
    device: deviceName(row.userAgent),
    network: row.network,
    method: row.method,
    two_factor: row.twoFactor,
    created_at: new Date(row.createdAt).toISOString(),
    last_used_at: new Date(row.lastUsedAt).toISOString(),
    expires_at: new Date(row.expiresAt).toISOString(),
  };
}

import * as z from "zod";

import type { UserRow } from "../../db/users.ts";

export const meResource = z
  .object({
    id: z.string(),
    email: z.string(),
    email_verified: z.boolean(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Me" });
export type MeResource = z.infer<typeof meResource>;

/** Row as the API shows it to its owner. */
export function toMeResource(row: UserRow): MeResource {
  return {
    id: row.id,
    email: row.email,
    email_verified: row.emailVerifiedAt !== null,
    first_name: row.firstName,
    last_name: row.lastName,
    created_at: new Date(row.createdAt).toISOString(),
  };
}

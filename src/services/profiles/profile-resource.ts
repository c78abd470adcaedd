import * as z from "zod";

import type { ProfileRow } from "../../db/profiles.ts";

export const profileResource = z
  .object({ handle: z.string().nullable().describe("Null until one is chosen") })
  .meta({ id: "Profile" });
export type ProfileResource = z.infer<typeof profileResource>;

/** Row as the API shows it to its owner; a person without one has chosen nothing yet. */
export function toProfileResource(row: ProfileRow | null): ProfileResource {
  return { handle: row?.handle ?? null };
}

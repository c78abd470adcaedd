import * as z from "zod";

import { PlatformError } from "../errors.ts";
import type { Grant } from "../platform.ts";

const extra = z.object({ dpopJwk: z.string(), issuer: z.string(), pds: z.string() });

/** What this adapter keeps in `Grant.extra`: the session's private DPoP key, its issuer, the personal data server. */
export type Session = z.output<typeof extra>;

/** Throws `token-dead` when the grant was not made by this adapter: it can never be used. */
export function readSession(grant: Grant): Session {
  const parsed = extra.safeParse(grant.extra);
  if (parsed.success) return parsed.data;
  throw new PlatformError("token-dead", "grant_unreadable");
}

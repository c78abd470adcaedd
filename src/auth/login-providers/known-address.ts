import * as z from "zod";

/** As long as SMTP carries (RFC 5321 4.5.3.1.3). */
const address = z.email().max(254);

/** What a provider calls an address, when it is one we could write to; else null. */
export function knownAddress(value: string | null | undefined): string | null {
  return address.safeParse(value).data ?? null;
}

import { createCommonPasswordFilter } from "./common-password-filter.ts";
import bytes from "./common-passwords.bin";

const filter = createCommonPasswordFilter(new Uint8Array(bytes));

/**
 * True for each of the 112,130 most common passwords that have 10 to 128 characters, in any case, and for at most 1 in
 * 10,000 others. Works offline. `scripts/build-common-passwords.ts` makes the file; the notice beside it says from what.
 */
export function isCommonPassword(password: string): boolean {
  return filter.has(password);
}

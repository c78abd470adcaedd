import { randomSecret, sha256Hex } from "../../auth/hash.ts";

/** What a browser is known by to one account. Bound to the account: one cookie serves all accounts of a browser. */
export function deviceKey(userId: string, deviceSecret: string | null): Promise<string> {
  // Without a cookie the name of a device nobody has: looking it up costs the same.
  return sha256Hex(`${userId}:${deviceSecret ?? randomSecret()}`);
}

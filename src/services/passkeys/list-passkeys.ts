import type { AppContext } from "../../context.ts";
import { listPasskeys as listRows } from "../../db/passkeys.ts";
import { type PasskeyResource, toPasskeyResource } from "./passkey-resource.ts";

/** A person's passkeys, oldest first. */
export async function listPasskeys(app: AppContext, userId: string): Promise<PasskeyResource[]> {
  return (await listRows(app.db, userId)).map(toPasskeyResource);
}

import type { StoredPasskey } from "../../auth/passkey-ceremony.ts";
import type { PasskeyRow } from "../../db/passkeys.ts";

/** Row as the ceremonies take it. */
export function storedPasskey(row: PasskeyRow): StoredPasskey {
  const transports = JSON.parse(row.transports) as string[];
  return { credentialId: row.credentialId, publicKey: row.publicKey, transports };
}

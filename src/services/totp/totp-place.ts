import type { SealPlace } from "../../auth/vault.ts";

/** Where the secret of a person's authenticator app is sealed to. */
export function totpPlace(userId: string): SealPlace {
  return { table: "totp_credentials", column: "sealed_secret", row: userId, user: userId, platform: "" };
}

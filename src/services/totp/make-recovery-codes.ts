import { sha256Hex } from "../../auth/hash.ts";
import { newRecoveryCodes, readRecoveryCode } from "../../auth/recovery-code.ts";

/** Fresh codes to show once, and what is kept of them. */
export async function makeRecoveryCodes(): Promise<{ codes: string[]; hashes: string[] }> {
  const codes = newRecoveryCodes();
  return { codes, hashes: await Promise.all(codes.map((code) => sha256Hex(readRecoveryCode(code) ?? ""))) };
}

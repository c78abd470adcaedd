import type { AppContext } from "../../context.ts";
import { hasTotp } from "../../db/totp.ts";
import { waysIn } from "../accounts/ways-in.ts";

/** What a signed-in person can show again who they are with. */
export interface ProofWays {
  readonly password: boolean;
  /** True when the password alone is not enough. */
  readonly code: boolean;
  readonly passkey: boolean;
}

export async function proofWays(app: AppContext, userId: string): Promise<ProofWays> {
  const [ways, code] = await Promise.all([waysIn(app, userId), hasTotp(app.db, userId)]);
  return { password: ways.passwords > 0, code, passkey: ways.passkeys > 0 };
}

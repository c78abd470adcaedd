import type { AppContext } from "../../context.ts";
import { countRecoveryCodes } from "../../db/recovery-codes.ts";
import { hasTotp } from "../../db/totp.ts";
import type { TotpState } from "./totp-schemas.ts";

/** Whether a person's sign-ins ask for a code, and how many recovery codes are left. */
export async function readTotp(app: AppContext, userId: string): Promise<TotpState> {
  const [enabled, left] = await Promise.all([hasTotp(app.db, userId), countRecoveryCodes(app.db, userId)]);
  return { enabled, recovery_codes_left: left };
}

/** The app on somebody's phone. */
import { Secret, TOTP } from "otpauth";

import type { AccountsApp } from "./accounts-app.ts";
import type { TestBrowser } from "./test-browser.ts";

export const STEP_MS = 30_000;

/** The code it shows `steps` steps from now. */
export function codeOf(t: AccountsApp, secret: string, steps = 0): string {
  const timestamp = t.clock.now + steps * STEP_MS;
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** Switches codes on for a signed-in person; the clock stands at the next, unused step afterwards. */
export async function setUpCodes(
  t: AccountsApp,
  browser: TestBrowser,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await browser.api("POST", "/totp");
  const { secret } = (await begun.json()) as { secret: string };
  const confirmed = await browser.api("POST", "/totp/confirm", { code: codeOf(t, secret) });
  if (confirmed.status !== 200) throw new Error(`confirming answered ${confirmed.status}`);
  const { recovery_codes: recoveryCodes } = (await confirmed.json()) as { recovery_codes: string[] };
  t.clock.now += STEP_MS;
  return { secret, recoveryCodes };
}

import { LOGIN_PROVIDER_NAMES, type LoginProviderId } from "../../auth/login-providers/login-provider.ts";
import type { AppContext } from "../../context.ts";
import type { NewEmail } from "../../db/emails.ts";
import { sealEmail } from "../accounts/queue-email.ts";

/** Tells the owner of an account that another way into it came or went (OWASP ASVS 5.0, 6.3.7). Nothing is written yet. */
export function identityMail(
  app: AppContext,
  input: {
    readonly userId: string;
    readonly recipient: string;
    readonly provider: LoginProviderId;
    readonly deed: "linked" | "removed";
  },
): Promise<NewEmail> {
  const { userId, recipient, provider, deed } = input;
  const origin = app.config.appOrigin;
  return sealEmail(app, {
    template: "identity-changed",
    userId,
    recipient,
    values: {
      provider: LOGIN_PROVIDER_NAMES[provider],
      deed,
      at: new Date(app.now()).toISOString(),
      settingsUrl: `${origin}/settings/sign-in`,
      origin,
    },
  });
}

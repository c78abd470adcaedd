import { randomSecret, sha256Hex } from "../../auth/hash.ts";
import { requestOptions } from "../../auth/passkey-ceremony.ts";
import type { AppContext } from "../../context.ts";
import type { UserRow } from "../../db/users.ts";
import type { ClientInfo } from "../accounts/client-info.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { passGate } from "../gates/pass-gate.ts";
import { completeSignIn, type SignInOutcome } from "../sessions/complete-sign-in.ts";
import { keepChallenge } from "./challenges.ts";
import { checkPasskey } from "./check-passkey.ts";
import { passkeyNotAccepted } from "./passkey-errors.ts";
import type { PasskeyAssertion } from "./passkey-schemas.ts";

/**
 * What any browser needs to offer its passkeys: the same for everybody, and no account is named. Good for 5 minutes in
 * the browser that keeps `browserSecret` in its `login` cookie.
 */
export async function beginPasskeySignIn(app: AppContext, client: ClientInfo) {
  await passGate(app, "passkey", client);
  const options = await requestOptions(app.config.appOrigin);
  // The one it has goes on: something else begun in this browser may hang on it.
  const browserSecret = client.secrets.login ?? randomSecret();
  const browserHash = await sha256Hex(browserSecret);
  await keepChallenge(app, options.challenge, { purpose: "sign_in", browserHash });
  return { options, browserSecret };
}

/**
 * Signs in with a passkey. It counts as two factors: the device, and what it checked its owner by. Throws
 * `passkey_not_accepted` for every reason there is, or `rate_limited`.
 */
export async function signInWithPasskey(
  app: AppContext,
  response: PasskeyAssertion,
  client: ClientInfo,
): Promise<SignInOutcome> {
  await passGate(app, "passkey", client);
  if (client.secrets.login === null) throw passkeyNotAccepted();
  const browserHash = await sha256Hex(client.secrets.login);
  const use = { purpose: "sign_in" as const, browserHash };
  const { accepted, user } = await checkPasskey(app, response, { use, owner: null });
  if (!accepted || user === null || user.emailVerifiedAt === null) {
    // Afterwards: a passkey that is known must not take longer to refuse.
    if (user !== null) app.later("audit", () => recordRefusal(app, user, client));
    throw passkeyNotAccepted();
  }
  return completeSignIn(app, { user, method: "passkey", twoFactor: true, client });
}

function recordRefusal(app: AppContext, user: UserRow, client: ClientInfo): Promise<void> {
  return recordAudit(app, {
    userId: user.id,
    actorId: null,
    action: "sign_in_refused",
    target: "passkey",
    outcome: "refused",
    client,
  });
}
